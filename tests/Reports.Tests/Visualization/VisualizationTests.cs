using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using CharRnn.Inference;

namespace CharRnn.Reports.Tests;

[TestClass]
public sealed partial class VisualizationTests : IDisposable
{
    private const string Quoted = "abc \"ab\" c \"a b c\" bb\na\"\"b \"c\n";

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [TestMethod]
    public void A_cell_that_is_made_to_follow_quotes_is_found_with_correlation_1()
    {
        Visualization made = Make(string.Concat(Enumerable.Repeat(Quoted + "\"", 5)));
        CellCorrelation best = made.BestCells.First(cell => cell.Feature == "inside quotes");
        Assert.AreEqual((1, 1), (best.Layer, best.Cell));
        Assert.AreEqual(1, best.Found, 1e-6);
        Assert.AreEqual(1, best.Confirmed!.Value, 1e-6);
        Assert.AreEqual(0, made.FirstCell);
        Assert.AreEqual(3, made.BitsPerCharacter!.Value, 1e-6, "its guesses are all of 8 characters alike");
    }

    [TestMethod]
    public void The_page_holds_the_text_the_activations_the_guesses_and_the_costs()
    {
        string page = Write(Make(Quoted));
        JsonElement data = Data(page);
        string[] alphabet = Strings(data.GetProperty("alphabet"));
        string shown = string.Concat(Block<uint>(page, "text").Select(index => alphabet[index]));
        Assert.AreEqual(Quoted.Replace("\n", "↵", StringComparison.Ordinal), shown);
        sbyte[] cell = Block<sbyte>(page, "checkpoint-0-cell-0");
        float[] inside = TextFeature.All[0].Compute([.. Quoted.EnumerateRunes()]);
        CollectionAssert.AreEqual(inside.Select(value => (sbyte)Math.Round(127 * Math.Tanh(value == 1 ? 1 : -1))).ToArray(), cell);
        Assert.HasCount(5 * Quoted.Length, Block<ushort>(page, "checkpoint-0-guesses"));
        CollectionAssert.AreEqual(Enumerable.Repeat((byte)32, 5 * Quoted.Length).ToArray(), Block<byte>(page, "checkpoint-0-shares")); // an eighth of 255
        CollectionAssert.AreEqual(Enumerable.Repeat((byte)76, Quoted.Length).ToArray(), Block<byte>(page, "checkpoint-0-costs")); // 3 of 10 bits
    }

    [TestMethod]
    public void Guesses_are_the_likeliest_next_tokens_with_their_probabilities()
    {
        using CharRnnModel model = CharRnnModel.Load(Path.Combine(AppContext.BaseDirectory, "models", "dotnet-docs.onnx"));
        const string Text = "Gets the number of ele";
        TextReading reading = TextReading.Read(model, VisualizedText.Of([new NamedText("t", Text)], 100), null, default);
        using GenerationSession session = model.CreateSession(null, new GenerationOptions { LogProbabilities = 5, Seed = 1 });
        session.Feed(Text);
        AlternativeCharacter[] expected = [.. session.StreamCharacters(1).Single().Alternatives!];
        for (int rank = 0; rank < 5; rank++)
        {
            Assert.AreEqual(expected[rank].Text, model.Vocabulary.Decode([reading.GuessIds[rank][^1]]));
            Assert.AreEqual(Math.Exp(expected[rank].LogProbability), reading.GuessProbabilities[rank][^1], 1e-6);
        }

        Assert.AreEqual(-new SentenceScorer(model).Score(Text).LogLikelihood / Likelihood.NatsPerBit, reading.Bits.Sum()!.Value, 1e-4);
    }

    [TestMethod]
    public void Whatever_text_there_is_stays_text()
    {
        const string Hostile = "</script><script>alert(1)</script><img src=x onerror=alert(1)>\u0000\u202e\u2028\u200b\u0301🐘]]><!--\ufeff";
        using CharRnnModel model = QuoteNetwork.Load();
        Visualization made = Visualization.Make([new VisualizedModel("</script><b>", model)], [new NamedText("<i>\u202e", Hostile)], new VisualizationOptions { Title = "</title><script>" });
        string page = Write(made);
        Assert.HasCount(1, Scripts().Matches(page), "the page's own script is the only one that runs");
        Assert.IsFalse(page.Any(character => character > 0x7f && "\u202e\u2028\u200b\ufeff".Contains(character, StringComparison.Ordinal)));
        Assert.DoesNotContain("alert", page.Replace(Data(page).GetRawText(), "", StringComparison.Ordinal));
        JsonElement data = Data(page);
        string[] alphabet = Strings(data.GetProperty("alphabet"));
        string shown = string.Concat(Block<uint>(page, "text").Select(index => alphabet[index]));
        Assert.AreEqual("</script><script>alert(1)</script><img src=x onerror=alert(1)>\\u0000\\u202E\\u2028\\u200B◌\u0301🐘]]><!--\\uFEFF", shown.Replace("↵", "\n", StringComparison.Ordinal));
        Assert.AreEqual("<i>\\u202E", data.GetProperty("texts")[0].GetProperty("name").GetString());
        Assert.AreEqual(Hostile.EnumerateRunes().Count(rune => !"\n \"^abc🐘".Contains(rune.ToString(), StringComparison.Ordinal)), made.UnknownCharacters);
    }

    [TestMethod]
    public void Nothing_is_fetched_and_only_the_own_script_runs()
    {
        string page = Write(Make(Quoted));
        Match script = Scripts().Match(page);
        string hash = Convert.ToBase64String(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(script.Groups[1].Value)));
        StringAssert.Contains(page, $"content=\"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{hash}'\"");
        foreach (string outside in (string[])["http://", "https://", "src=", "href=", "@import", "url(", "innerHTML", "insertAdjacent", "document.write", "eval("])
        {
            Assert.DoesNotContain(outside, page.Replace("http://www.w3.org/2000/svg", "", StringComparison.Ordinal), outside);
        }
    }

    [TestMethod]
    public void Several_texts_are_read_each_from_its_beginning_up_to_the_limit()
    {
        using CharRnnModel model = QuoteNetwork.Load();
        NamedText[] texts = [new("one", "a\"b"), new("two", "ab"), new("three", "never shown")];
        Visualization made = Visualization.Make([new VisualizedModel("m", model)], texts, new VisualizationOptions { Limit = 5 });
        string page = Write(made);
        Assert.AreEqual((5, 16L), (made.Characters, made.GivenCharacters));
        CollectionAssert.AreEqual((sbyte[])[-97, 97, 97, -97, -97], Block<sbyte>(page, "checkpoint-0-cell-0"));
        Assert.AreEqual("""[{"name":"one","start":0},{"name":"two","start":3}]""", Data(page).GetProperty("texts").GetRawText());
        StringAssert.Contains(Data(page).GetProperty("about").GetString(), "5 characters, the first of 16");
    }

    [TestMethod]
    public void Checkpoints_are_shown_one_after_another()
    {
        using CharRnnModel model = QuoteNetwork.Load();
        string page = Write(Visualization.Make([new("step 0", model), new("step 10", model, 10)], [new NamedText("t", Quoted)]));
        JsonElement checkpoints = Data(page).GetProperty("checkpoints");
        CollectionAssert.AreEqual((string[])["step 0", "step 10"], checkpoints.EnumerateArray().Select(one => one.GetProperty("name").GetString()).ToArray());
        CollectionAssert.AreEqual(Block<sbyte>(page, "checkpoint-0-cell-0"), Block<sbyte>(page, "checkpoint-1-cell-0"));
    }

    [TestMethod]
    public void Bad_input_is_one_error()
    {
        using CharRnnModel model = QuoteNetwork.Load();
        using CharRnnModel other = CharRnnModel.Load(Path.Combine(AppContext.BaseDirectory, "models", "dotnet-docs.onnx"));
        VisualizedModel[] one = [new("m", model)];
        NamedText[] text = [new("t", "ab")];
        Assert.AreEqual("t, u has no character; there is nothing to show.", Assert.ThrowsExactly<InvalidTextException>(() => Visualization.Make(one, [new("t", ""), new("u", "")])).Message);
        Assert.AreEqual("Limit is 0; must be from 1 to 1000000.", Assert.ThrowsExactly<InvalidOptionsException>(() => Visualization.Make(one, text, new VisualizationOptions { Limit = 0 })).Message);
        Assert.AreEqual("The cell is 1:3; must be from 1:1 to 1:2.", Assert.ThrowsExactly<InvalidOptionsException>(() => Visualization.Make(one, text, new VisualizationOptions { FirstCell = (1, 3) })).Message);
        StringAssert.StartsWith(Assert.ThrowsExactly<InvalidOptionsException>(() => Visualization.Make([.. one, new("other", other)], text)).Message, "other is of another network or vocabulary");
        Visualization made = Visualization.Make(one, text);
        Assert.AreEqual("The passage begins at character 3; must be from 1 to 2, the characters shown.", Assert.ThrowsExactly<InvalidOptionsException>(() => made.WritePicture(folder.File("p.svg"), 3)).Message);
    }

    [TestMethod]
    public void Too_many_checkpoints_for_the_memory_are_refused_before_the_first_is_read()
    {
        using CharRnnModel model = CharRnnModel.Load(Path.Combine(AppContext.BaseDirectory, "models", "dotnet-docs.onnx"));
        VisualizedModel[] models = [.. Enumerable.Repeat(new VisualizedModel("m", model), 1000)];
        Progress read = new();
        InvalidTextException refused = Assert.ThrowsExactly<InvalidTextException>(() => Visualization.Make(models, [new("t", new string('a', 6000))], progress: read));
        Assert.AreEqual("The text has 6,000 characters, and the network 192 cells at 1,000 checkpoints; at most 5,592 characters fit. Lower the limit.", refused.Message);
        Assert.IsFalse(read.WasTold);
    }

    [TestMethod]
    public void A_file_of_somebody_else_is_not_replaced()
    {
        Visualization made = Make(Quoted);
        string mine = folder.File("mine.html");
        File.WriteAllText(mine, "<!DOCTYPE html>\n<p>mine</p>");
        string message = Assert.ThrowsExactly<CharRnnException>(() => made.WritePage(mine)).Message;
        Assert.AreEqual($"{mine} exists, and no visualization of CharRnn wrote it; give another output, or move that file away.", message);
        Assert.ThrowsExactly<CharRnnException>(() => made.WritePicture(mine));
        StringAssert.Contains(Assert.ThrowsExactly<CharRnnException>(() => made.WritePage(folder.File("no/where.html"))).Message, "there is no folder");
        StringAssert.Contains(Assert.ThrowsExactly<CharRnnException>(() => made.WritePage(folder.Path)).Message, "it is a folder");
        made.WritePage(folder.File("own.html"));
        made.WritePage(folder.File("own.html"));
        made.WritePicture(folder.File("own.svg"));
        made.WritePicture(folder.File("own.svg"));
        Assert.AreEqual("<!DOCTYPE html>\n<p>mine</p>", File.ReadAllText(mine));
    }

    [TestMethod]
    public void A_picture_has_the_passage_coloured_with_its_guesses()
    {
        string path = folder.File("p.svg");
        Make(Quoted).WritePicture(path, start: 4);
        XElement svg = XElement.Load(path);
        CollectionAssert.IsSubsetOf((string[])["\"", "a", "b", "c", "↵"], Of(svg, "text").Select(text => text.Value).ToArray());
        string[] colours = [.. Of(svg, "rect").Select(box => box.Attribute("fill")!.Value)];
        Assert.Contains("#82b0ff", colours, "outside quotes: 97 / 127 of the way to blue");
        Assert.Contains("#91dd8e", colours, "inside them: as far to green");
    }

    [TestMethod]
    public void A_line_model_and_a_text_it_knows_nothing_of_are_shown_too()
    {
        using CharRnnModel lines = CharRnnModel.Load(Path.Combine(AppContext.BaseDirectory, "models", "dotnet-docs-lines.onnx"));
        string page = Write(Visualization.Make([new("lines", lines)], [new NamedText("t", "Gets the name.\nGets it.\n")]));
        Assert.AreEqual("line", Data(page).GetProperty("unit").GetString());
        using CharRnnModel model = QuoteNetwork.Load();
        Visualization unknown = Visualization.Make([new("m", model)], [new NamedText("t", "日本")]);
        Assert.IsNull(unknown.BitsPerCharacter);
        Assert.AreEqual(2, unknown.UnknownCharacters);
        Write(unknown);
        unknown.WritePicture(folder.File("u.svg"));
    }

    private sealed class Progress : IProgress<double>
    {
        public bool WasTold { get; private set; }

        public void Report(double value) => WasTold = true;
    }

    [GeneratedRegex("<script>(.*?)</script>", RegexOptions.Singleline)]
    private static partial Regex Scripts();

    private static IEnumerable<XElement> Of(XElement svg, string name) => svg.Descendants(XName.Get(name, "http://www.w3.org/2000/svg"));

    private static Visualization Make(string text)
    {
        using CharRnnModel model = QuoteNetwork.Load();
        return Visualization.Make([new VisualizedModel("quotes", model)], [new NamedText("quotes.txt", text)]);
    }

    private static string[] Strings(JsonElement list) => [.. list.EnumerateArray().Select(entry => entry.GetString()!)];

    private static JsonElement Data(string page) => JsonDocument.Parse(Content(page, "application/json", "data")).RootElement;

    private static T[] Block<T>(string page, string id)
        where T : unmanaged
    {
        using DeflateStream inflate = new(new MemoryStream(Convert.FromBase64String(Content(page, "application/octet-stream", id))), CompressionMode.Decompress);
        using MemoryStream bytes = new();
        inflate.CopyTo(bytes);
        return System.Runtime.InteropServices.MemoryMarshal.Cast<byte, T>(bytes.ToArray()).ToArray();
    }

    private static string Content(string page, string type, string id)
    {
        string start = $"<script type=\"{type}\" id=\"{id}\">";
        int from = page.IndexOf(start, StringComparison.Ordinal) + start.Length;
        return page[from..page.IndexOf("</script>", from, StringComparison.Ordinal)];
    }

    private string Write(Visualization made)
    {
        string path = folder.File("page.html");
        made.WritePage(path);
        return File.ReadAllText(path);
    }
}
