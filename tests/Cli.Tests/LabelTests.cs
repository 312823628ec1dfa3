using System.Globalization;
using System.Text;
using System.Text.Json;

namespace CharRnn.Cli.Tests;

/// <summary>Labels from training to <c>charrnn tag</c> and <c>charrnn classify</c>.</summary>
[TestClass]
public sealed class LabelTests
{
    private static readonly TemporaryFolder Folder = new();
    private static readonly string[] Training =
        ["--unit", "line", "--hidden", "16", "--embedding", "8", "--epochs", "12", "--learning-rate", "0.02", "--validate-every", "0", "--validation-fraction", "0.2", "--threads", "1"];

    private static string Text => Folder.File("text.txt");

    private static string Target => Folder.File("labels.txt");

    private static string Table => Folder.File("table.tsv");

    private static string Tagger => Folder.File("tagger");

    private static string Classifier => Folder.File("classifier");

    // A letter's label is whether the next one is a vowel, which only a network in both directions can know. The class of a line is its case.
    [ClassInitialize]
    public static void Train(TestContext _)
    {
        Random random = new(1);
        string[] lines = [.. Enumerable.Range(0, 300).Select(_ => string.Concat(Enumerable.Range(0, random.Next(3, 9)).Select(_ => "aeioubcdfg"[random.Next(10)])))];
        File.WriteAllLines(Text, lines);
        File.WriteAllLines(Target, lines.Select(Labels));
        File.WriteAllLines(Table, lines.Select((line, i) => i % 2 == 0 ? $"{i}\tlower\t{line}" : $"{i}\tupper\t{line.ToUpperInvariant()}"));
        CommandResult tagger = CommandLine.Run(["train", "--corpus", Text, "--target-corpus", Target, "--bidirectional", "--output", Tagger, .. Training]);
        Assert.AreEqual(Tagger, tagger.Succeeded().Trim());
        StringAssert.Contains(tagger.Error, "labels: 2, + -");
        StringAssert.Contains(tagger.Error, "% of the labels right");
        StringAssert.Contains(tagger.Error, " labels/s");
        string report = File.ReadAllText(Path.Combine(Tagger, "report.html"));
        StringAssert.Contains(report, "<th>labels right</th>");
        StringAssert.Contains(report, "nats per label");
        Assert.DoesNotContain("per character", report);
        Assert.AreEqual(Classifier, CommandLine.Run(["train", "--corpus", Table, "--class-column", "2", "--text-column", "3", "--output", Classifier, .. Training]).Succeeded().Trim());
    }

    [ClassCleanup]
    public static void Delete() => Folder.Dispose();

    [TestMethod]
    public void Each_character_is_labelled_in_its_place_by_any_precision()
    {
        string[] lines = ["abba", "", "ucd", "badefa"];
        foreach (string precision in (string[])["fp32", "fp16", "int8"])
        {
            string onnx = Folder.File($"tagger-{precision}.onnx");
            CommandLine.Run("export", Tagger, "--output", onnx, "--precision", precision).Succeeded();
            string output = CommandLine.RunWithInput(Encoding.UTF8.GetBytes(string.Join('\n', lines)), "tag", onnx).Succeeded();
            Assert.AreEqual(string.Concat(lines.Select(line => Labels(line) + "\n")), output, precision);
        }

        JsonElement json = JsonDocument.Parse(CommandLine.RunWithInput("ab\n"u8.ToArray(), "tag", Tagger, "--format", "json").Succeeded()).RootElement;
        CollectionAssert.AreEqual((string[])["-", "-"], json.GetProperty("labels").EnumerateArray().Select(label => label.GetString()).ToArray());
        Assert.IsTrue(json.GetProperty("probabilities").EnumerateArray().All(probability => probability.GetDouble() is > 0.5 and <= 1));
    }

    [TestMethod]
    public void Each_line_is_classified()
    {
        string[] output = CommandLine.RunWithInput("AB\nab\n\ndebug\n"u8.ToArray(), "classify", Classifier).Succeeded().Split('\n');
        CollectionAssert.AreEqual((string[])["upper", "lower", "", "lower", ""], output.Select(line => line.Split('\t')[0]).ToArray());
        CollectionAssert.AreEqual((string[])["AB", "ab", "", "debug"], output[..^1].Select(line => line.Split('\t')[2]).ToArray());
        Assert.AreEqual("NaN", output[2].Split('\t')[1]);
        JsonElement json = JsonDocument.Parse(CommandLine.RunWithInput("AB\n"u8.ToArray(), "classify", Classifier, "--format", "json").Succeeded()).RootElement;
        Assert.AreEqual("upper", json.GetProperty("label").GetString());
        Assert.AreEqual(1, json.GetProperty("probabilities").EnumerateObject().Sum(each => each.Value.GetDouble()), 1e-5);
    }

    // A stream has line ends, which are characters as all others are, and have labels.
    [TestMethod]
    public void A_label_that_is_a_line_end_does_not_end_the_line()
    {
        string stream = Folder.File("stream.txt");
        string labels = Folder.File("stream-labels.txt");
        string run = Folder.File("stream");
        File.WriteAllText(stream, string.Concat(Enumerable.Repeat("ab", 200)));
        File.WriteAllText(labels, string.Concat(Enumerable.Repeat("\n\t", 200)));
        string[] options = ["--hidden", "8", "--embedding", "4", "--sequence-length", "10", "--batch-size", "4", "--max-steps", "60", "--learning-rate", "0.05", "--threads", "1"];
        StringAssert.Contains(CommandLine.Run(["train", "--corpus", stream, "--target-corpus", labels, "--output", run, .. options]).Error, "labels: 2, \\t \\n\n");
        Assert.AreEqual("\\n\\t\n", CommandLine.RunWithInput("ab\n"u8.ToArray(), "tag", run).Succeeded());
        Assert.AreEqual((20, 1.0), (Evaluate(run).GetProperty("count").GetInt32(), Evaluate(run).GetProperty("accuracy").GetDouble()), "a twentieth of the stream");
        Assert.AreEqual("\n", JsonDocument.Parse(CommandLine.RunWithInput("ab\n"u8.ToArray(), "tag", run, "--format", "json").Succeeded()).RootElement.GetProperty("labels")[0].GetString());
    }

    [TestMethod]
    public void A_header_is_pointed_out()
    {
        string table = Folder.File("header.tsv");
        string[] options = ["--class-column", "2", "--text-column", "3", "--output", Folder.File("header"), "--overwrite", "--max-steps", "1", .. Training];
        string warning = "warning: only the first line of header.tsv has the class \"class\"; if it is a header, take it out";
        File.WriteAllText(table, "n\tclass\ttext\n" + File.ReadAllText(Table));
        StringAssert.Contains(CommandLine.Run(["train", "--corpus", table, .. options]).Error, warning);
        Assert.DoesNotContain("warning", CommandLine.Run(["train", "--corpus", Table, .. options]).Error);
    }

    [TestMethod]
    public void A_bad_line_has_its_error_in_its_place()
    {
        foreach ((string command, string model, string error) in (ReadOnlySpan<(string, string, string)>)[("tag", Tagger, "error\tLine 2"), ("classify", Classifier, "error\t\tLine 2")])
        {
            byte[] input = [.. "ab\nb"u8, 0xFF, .. "\nab\n"u8];
            CommandResult result = CommandLine.RunWithInput(input, command, model);
            Assert.AreEqual(1, result.ExitCode);
            string[] lines = result.Output.Split('\n');
            StringAssert.StartsWith(lines[1], error);
            Assert.AreEqual(lines[0], lines[2]);
            CommandLine.RunWithInput(input, command, model, "--strict").AssertFails("Line 2 of standard input is not UTF-8");
            CommandLine.RunWithInput(input, command, model, "--replace-invalid").Succeeded();
        }
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    public void A_full_disk_is_an_error_and_a_closed_pipe_is_none()
    {
        foreach ((string command, string model) in (ReadOnlySpan<(string, string)>)[("tag", Tagger), ("classify", Classifier)])
        {
            CommandLine.RunRedirected($"< '{Text}' > /dev/full", command, model).AssertFails("Cannot write standard output: No space left on device");
            Assert.AreEqual(1, CommandLine.RunInBash($"charrnn {command} '{model}' '{Text}' | head -1").Succeeded().TrimEnd('\n').Split('\n').Length);
        }
    }

    [TestMethod]
    public void Evaluation_counts_what_is_right()
    {
        JsonElement own = Evaluate(Tagger);
        StringAssert.StartsWith(own.GetProperty("text").GetString(), "the validation part of text.txt");
        Assert.IsGreaterThan(0.99, own.GetProperty("accuracy").GetDouble());
        File.WriteAllText(Folder.File("other.txt"), "abab\nxa\n");
        File.WriteAllText(Folder.File("other-labels.txt"), "-+-+\n+-\n"); // of which "abab" is wrong in every place but its last
        JsonElement other = Evaluate(Tagger, "--corpus", Folder.File("other.txt"), "--target-corpus", Folder.File("other-labels.txt"));
        Assert.AreEqual(6, other.GetProperty("count").GetInt32());
        string[] found = CommandLine.Run("tag", Tagger, Folder.File("other.txt")).Succeeded().Split('\n');
        int right = "-+-++-".Zip(found[0] + found[1]).Count(pair => pair.First == pair.Second);
        Assert.AreEqual(right / 6.0, other.GetProperty("accuracy").GetDouble(), 1e-12);
        foreach (JsonElement figures in other.GetProperty("labels").EnumerateArray())
        {
            char label = figures.GetProperty("label").GetString()![0];
            (int due, int given) = ("-+-++-".Count(each => each == label), (found[0] + found[1]).Count(each => each == label));
            double hits = "-+-++-".Zip(found[0] + found[1]).Count(pair => pair.First == label && pair.Second == label);
            Assert.AreEqual((due, hits / given, hits / due), (figures.GetProperty("count").GetInt32(), figures.GetProperty("precision").GetDouble(), figures.GetProperty("recall").GetDouble()));
            Assert.AreEqual(2 / ((given / hits) + (due / hits)), figures.GetProperty("f1").GetDouble(), 1e-12, "the harmonic mean");
        }

        Assert.AreEqual("lower", Evaluate(Classifier).GetProperty("labels")[0].GetProperty("label").GetString());
        StringAssert.Contains(CommandLine.Run("evaluate", Classifier, "--corpus", Table).Succeeded(), "label            precision    recall        F1     count\n");
    }

    [TestMethod]
    public void Lines_of_any_length_are_evaluated()
    {
        File.WriteAllText(Folder.File("long.txt"), new string('b', 3000) + "\n");
        File.WriteAllText(Folder.File("long-labels.txt"), new string('-', 3000) + "\n");
        Assert.AreEqual(3000, Evaluate(Tagger, "--corpus", Folder.File("long.txt"), "--target-corpus", Folder.File("long-labels.txt")).GetProperty("count").GetInt32());
    }

    [TestMethod]
    public void Options_of_an_evaluation_that_would_do_nothing_are_refused()
    {
        CommandLine.Run("evaluate", Tagger, "--class-column", "2").AssertComplains(2, $"--class-column applies only to a model that labels whole texts; {Tagger} labels each token");
        CommandLine.Run("evaluate", Tagger, "--text-column", "2").AssertComplains(2, $"--text-column applies only to a model that labels whole texts; {Tagger} labels each token");
        CommandLine.Run("evaluate", Classifier, "--target-corpus", Target).AssertComplains(2, $"--target-corpus applies only to a model that labels each token; {Classifier} labels whole texts");
        CommandLine.Run("evaluate", Classifier, "--class-column", "1").AssertComplains(2, "--class-column and --text-column are those of another text, which --corpus gives");
        Assert.AreEqual("table.tsv", Evaluate(Classifier, "--corpus", Table, "--class-column", "2", "--text-column", "1").GetProperty("text").GetString(), "the numbers of the lines are another text");
        StringAssert.StartsWith(Evaluate(Classifier, "--corpus", Table, "--class-column", "2", "--text-column", "3").GetProperty("text").GetString(), "the validation part of");
    }

    [TestMethod]
    public void A_resumed_run_knows_its_labels_wherever_they_are()
    {
        string run = Folder.File("moved");
        string[] options = [.. Training, "--bidirectional", "--max-steps", "5", "--overwrite"];
        CommandLine.Run(["train", "--corpus", Text, "--target-corpus", Target, "--output", run, .. options]).Succeeded();
        string moved = Folder.File("moved-labels.txt");
        File.Copy(Target, moved, overwrite: true);
        CommandLine.Run("train", "--resume", "--output", run, "--target-corpus", moved, "--max-steps", "9").Succeeded();
        File.WriteAllText(moved, File.ReadAllText(Target).Replace('+', '-') + "+\n");
        CommandLine.Run("train", "--resume", "--output", run, "--max-steps", "12").AssertFails("The target corpus moved-labels.txt has");
    }

    [TestMethod]
    public void What_does_not_fit_names_what_does()
    {
        CommandLine.RunWithInput([], "tag", Classifier).AssertFails("labels whole texts; here one that labels each token is needed. To run it, use charrnn classify");
        CommandLine.RunWithInput([], "classify", TrainedModel.Onnx).AssertFails("predicts the next token; here one that labels whole texts is needed. To run it, use charrnn sample");
        CommandLine.Run("sample", Tagger).AssertFails("use charrnn tag, or in code TextTagger");
        CommandLine.RunWithInput([], "score", Tagger).AssertFails("use charrnn tag, or in code TextTagger");
        CommandLine.Run("export", Tagger, "--output", Folder.File("g.onnx"), "--generate").AssertFails("use charrnn tag, or in code TextTagger");
        CommandLine.Run("evaluate", Tagger, "--baseline", "ngram").AssertComplains(2, "--baseline applies only to a model that predicts the next token");
        CommandLine.Run("evaluate", TrainedModel.Run, "--class-column", "1").AssertComplains(2, "--class-column applies only to a model that labels whole texts; ");
        string inspected = CommandLine.Run("inspect", Tagger).Succeeded();
        StringAssert.Contains(inspected, "labels each token");
        StringAssert.Contains(inspected, "1 x 16 LSTM in both directions");
        StringAssert.Contains(inspected, "labels           2: + -");
        double accuracy = Evaluate(Tagger).GetProperty("accuracy").GetDouble();
        StringAssert.Contains(inspected, string.Create(CultureInfo.InvariantCulture, $" nats per label, {100 * accuracy:F2} % of the labels right\n"));
        CommandLine.Run("novelty", Classifier, "--corpus", Text).AssertFails("classifier is a model that labels whole texts; here one that predicts the next token is needed.");
        string none = Folder.File("none");
        CommandLine.Run("train", "--corpus", Text, "--bidirectional", "--output", none).AssertComplains(2, "Bidirectional is True; must be False without TargetCorpus or ClassColumn");
        CommandLine.Run("train", "--corpus", Text, "--init-from", Tagger, "--output", none).AssertComplains(2, "The task is text; must be tag, as in");
        Assert.IsFalse(Directory.Exists(none));
    }

    private static string Labels(string line) => string.Concat(line.Select((_, i) => i + 1 < line.Length && "aeiou".Contains(line[i + 1], StringComparison.Ordinal) ? '+' : '-'));

    private static JsonElement Evaluate(params string[] arguments) => JsonDocument.Parse(CommandLine.Run(["evaluate", .. arguments, "--format", "json"]).Succeeded()).RootElement;
}
