using System.Xml.Linq;

namespace CharRnn.Reports.Tests;

[TestClass]
public sealed class RunReportTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [TestMethod]
    public void The_page_shows_settings_figures_curve_and_samples()
    {
        RunMaker.Make(
            folder,
            RunMaker.Line(500, 2, 1) + RunMaker.Line(4000, 0.5, 1.25),
            "=== step 0 ===\n`NRB`\n\n=== step 500 ===\nthe words\nin lines\n\n\n\n=== step 4000 ===\ncut sh");
        XDocument page = Make();
        string[][] rows = [.. Of(page, "tr").Select(row => row.Elements().Select(cell => cell.Value).ToArray())];
        AssertRow(rows, "steps", "4,000");
        AssertRow(rows, "characters trained on", "4,096,000");
        AssertRow(rows, "time", "20 min 40 s");
        AssertRow(rows, "characters a second", "7,099");
        AssertRow(rows, "best validation", "500", "1.0000", "1.4427", "2.718");
        AssertRow(rows, "last validation", "4,000", "1.2500", "1.8034", "3.490");
        AssertRow(rows, "last training", "4,000", "0.5000", "0.7213", "1.649");
        AssertRow(rows, "minimum count", "1");
        AssertRow(rows, "hidden size", "192");
        AssertRow(rows, "start", "–");
        CollectionAssert.IsSubsetOf((string[])["corpus", "training", "Step 0", "Step 500validation loss 1.000 nats per character", "Step 4,000validation loss 1.250 nats per character"], Of(page, "h3").Select(head => head.Value).ToArray());
        CollectionAssert.AreEqual((string[])["`NRB`", "the words\nin lines\n\n", "cut sh"], Samples(page));
        Assert.HasCount(1, page.Descendants(XName.Get("svg", "http://www.w3.org/2000/svg")));
    }

    [TestMethod]
    [DataRow("\"tokenization\":\"bytes\"", "byte")]
    [DataRow("\"tokenization\":\"words\",\"target_corpus\":null,\"class_column\":null", "word")]
    [DataRow("\"tokenization\":\"runes\",\"target_corpus\":\"/tmp/labels\"", "label")]
    [DataRow("\"tokenization\":\"bytes\",\"class_column\":2", "label")]
    public void Page_and_curve_name_what_is_counted(string settings, string name)
    {
        RunMaker.Make(folder, RunMaker.Line(500, 2, 1), "=== step 500 ===\nx\n\n");
        File.WriteAllText(folder.File("config.json"), RunMaker.Config.Replace("\"minimum_count\"", settings + ",\"minimum_count\"", StringComparison.Ordinal));
        string page = Make().ToString();
        foreach (string expected in (string[])[$"nats per {name}<", $"bits per {name}<", $"{name}s trained on", $"{name}s a second", $"to 2.000 nats per {name} in"])
        {
            StringAssert.Contains(page, expected);
        }

        Assert.DoesNotContain("character", page);
        string curve = File.ReadAllText(TrainingCurve.Write(folder.Path));
        StringAssert.Contains(curve, $"bits per {name}<");
        Assert.DoesNotContain("character", curve);
    }

    [TestMethod]
    public void Whatever_text_there_is_stays_text()
    {
        string hostile = "</pre><script>alert('x')</script> & &amp; \" ]]> \u0000\u0007\u001b[2J\u007f\u0085\r\u202e\uffff\u200f tab\tend é 漢 🐘";
        RunMaker.Make(folder, "", $"=== step 0 ===\n{hostile}\n\n");
        File.WriteAllText(folder.File("config.json"), """{"corpus":{"<i>a</i>\u0000":"<script>\u0001\ud83d\udc18&"},"other_things":{"deep":{"x":["<",null]}},"format":9}""");
        XDocument page = Make();
        Assert.AreEqual("</pre><script>alert('x')</script> & &amp; \" ]]> \\u0000\\u0007\\u001B[2J\\u007F\\u0085\\r\\u202E\\uFFFF\\u200F tab\tend é 漢 🐘", Samples(page).Single());
        Assert.IsEmpty(Of(page, "script"));
        string[][] rows = [.. Of(page, "tr").Select(row => row.Elements().Select(cell => cell.Value).ToArray())];
        AssertRow(rows, "<i>a</i>\\u0000", "<script>\\u0001🐘&");
        AssertRow(rows, "deep", "{\"x\":[\"<\",null]}");
        string html = File.ReadAllText(folder.File("report.html"));
        StringAssert.StartsWith(html, "<!DOCTYPE html");
        Assert.DoesNotContain("<script", html);
        Assert.DoesNotContain("http://", html.Replace("http://www.w3.org/", "", StringComparison.Ordinal));
        Assert.DoesNotContain("https://", html);
    }

    [TestMethod]
    public void The_style_sheet_reads_the_same_as_html_and_as_xml()
    {
        RunMaker.Make(folder, 2);
        Make();
        string html = File.ReadAllText(folder.File("report.html"));
        string sheet = html[(html.IndexOf("<style>", StringComparison.Ordinal) + 7)..html.IndexOf("</style>", StringComparison.Ordinal)];
        Assert.AreEqual(-1, sheet.IndexOfAny(['<', '>', '&']));
    }

    [TestMethod]
    public void Empty_elements_that_html_would_leave_open_are_closed()
    {
        RunMaker.Make(folder, "", "=== step 0 ===\n\n\n");
        File.WriteAllText(folder.File("config.json"), """{"corpus":{"corpus":""}}""");
        Make();
        string html = File.ReadAllText(folder.File("report.html"));
        StringAssert.Contains(html, "<pre dir=\"auto\"></pre>");
        foreach (string name in (string[])["div", "p", "h1", "h2", "h3", "span", "pre", "table", "tbody", "td", "th", "title", "style"])
        {
            Assert.DoesNotMatchRegex($"<{name}( [^>]*)?/>", html);
        }
    }

    [TestMethod]
    public void Of_many_samples_thirty_are_shown_with_the_first_and_the_last()
    {
        RunMaker.Make(folder, "", string.Concat(Enumerable.Range(0, 30).Select(i => $"=== step {i} ===\nsample {i}\n\n")));
        Assert.HasCount(30, Samples(Make()));
        RunMaker.Make(folder, "", string.Concat(Enumerable.Range(0, 1001).Select(i => $"=== step {i} ===\nsample {i}\n\n")));
        XDocument page = Make();
        string[] samples = Samples(page);
        Assert.HasCount(30, samples);
        Assert.HasCount(30, samples.Distinct());
        Assert.AreEqual("sample 0", samples[0]);
        Assert.AreEqual("sample 1000", samples[^1]);
        Assert.Contains("What the network wrote on its way: 30 of its 1,001 samples.", Of(page, "p").Select(text => text.Value));
    }

    [TestMethod]
    public void A_long_sample_is_cut_between_characters()
    {
        RunMaker.Make(folder, "", "=== step 0 ===\n" + new string('a', 4999) + "🐘" + new string('b', 2000) + "\n\n");
        string sample = Samples(Make()).Single();
        Assert.AreEqual(new string('a', 4999) + "… (2,001 more characters)", sample);
    }

    [TestMethod]
    public void A_head_in_the_middle_of_a_sample_is_part_of_it()
    {
        RunMaker.Make(folder, "", "=== step 0 ===\nwords\n=== step 7 ===\n=== step x ===\n\n=== step  ===\n\n=== step 99999999999999999999 ===\n\n=== step 5 ===\nmore\n\n");
        CollectionAssert.AreEqual((string[])["words\n=== step 7 ===\n=== step x ===\n\n=== step  ===\n\n=== step 99999999999999999999 ===", "more"], Samples(Make()));
    }

    [TestMethod]
    public void A_run_that_has_only_begun_has_a_page()
    {
        File.WriteAllText(folder.File("config.json"), "{}");
        XDocument page = Make();
        string[] paragraphs = [.. Of(page, "p").Select(text => text.Value)];
        Assert.Contains("The run has no figures yet.", paragraphs);
        Assert.Contains("This run has no samples.", paragraphs);
    }

    [TestMethod]
    public void What_is_not_a_run_or_is_damaged_is_refused()
    {
        Assert.AreEqual($"{folder.Path} is not a run of CharRnn: it has no config.json.", Assert.ThrowsExactly<InvalidModelException>(() => RunReport.Write(folder.Path)).Message);
        foreach (string damaged in (string[])["", "[]", "{", "3"])
        {
            File.WriteAllText(folder.File("config.json"), damaged);
            StringAssert.StartsWith(Assert.ThrowsExactly<InvalidModelException>(() => RunReport.Write(folder.Path)).Message, $"{folder.File("config.json")} is damaged: ");
        }
    }

    [TestMethod]
    public void A_file_that_is_too_long_or_unreadable_is_refused()
    {
        using (FileStream config = File.Create(folder.File("config.json")))
        {
            config.SetLength(1024 * 1024 + 1);
        }

        StringAssert.EndsWith(Assert.ThrowsExactly<InvalidModelException>(() => RunReport.Write(folder.Path)).Message, "config.json' has more than 1048576 bytes, the most that are read.");
    }

    private XDocument Make()
    {
        string path = RunReport.Write(folder.Path);
        Assert.AreEqual(folder.File("report.html"), path);
        return XDocument.Parse(File.ReadAllText(path), LoadOptions.PreserveWhitespace);
    }

    private static void AssertRow(string[][] rows, params string[] expected) =>
        CollectionAssert.AreEqual(expected, rows.FirstOrDefault(row => row[0] == expected[0]) ?? []);

    private static IEnumerable<XElement> Of(XDocument page, string name) => page.Descendants(XName.Get(name, "http://www.w3.org/1999/xhtml"));

    private static string[] Samples(XDocument page) => [.. Of(page, "pre").Select(sample => sample.Value)];
}
