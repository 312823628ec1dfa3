using System.Diagnostics;
using System.Text.Json;

namespace CharRnn.Cli.Tests;

/// <summary><c>charrnn novelty</c>: what it measures, and of what.</summary>
[TestClass]
public sealed class NoveltyTests : IDisposable
{
    private static readonly string Names = Path.Combine(AppContext.BaseDirectory, "models", "dotnet-names.onnx");

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [TestMethod]
    public void A_text_by_hand()
    {
        string text = Write("text.txt", "xxabcxx");
        string corpus = Write("corpus.txt", "d\nzabcz\n");
        using JsonDocument figures = Json(text, "--corpus", corpus, "--validation-fraction", "0");
        JsonElement written = figures.RootElement.GetProperty("written");
        Assert.AreEqual((text, "corpus.txt", 8), (Text(figures.RootElement, "text"), Text(figures.RootElement, "corpus"), Number(figures.RootElement, "training_characters")));
        Assert.AreEqual((7, 3, 2, "abc"), (Number(written, "characters"), Number(written, "longest_run"), Number(written, "longest_run_line"), Text(written, "longest_run_text")));
        Assert.AreEqual((0.0, 9 / 7.0, 0.0), (Number(written, "median_run"), Number(written, "mean_run"), Number(written, "share_in_runs_of_50")));
        Assert.AreEqual("""[{"least":0,"most":0,"characters":4},{"least":1,"most":1,"characters":0},{"least":2,"most":3,"characters":3}]""", written.GetProperty("histogram").GetRawText());
        Assert.IsFalse(figures.RootElement.TryGetProperty("held_out", out _));
        Assert.IsFalse(written.TryGetProperty("lines", out _));
    }

    [TestMethod]
    public void Lines_are_compared_whole_and_the_end_of_the_corpus_is_held_out()
    {
        string corpus = Write("corpus.txt", string.Concat(Enumerable.Range(1000, 100).Select(number => $"{number}\n")));
        string text = Write("text.txt", "1000\r\n1099\r\n1000\r\nab\r\n\r\n");
        using JsonDocument figures = Json(text, "--corpus", corpus, "--unit", "line", "--validation-fraction", "0.1");
        JsonElement written = figures.RootElement.GetProperty("written");
        Assert.AreEqual((4, 0.5, 0.25), (Number(written, "lines"), Number(written, "share_of_lines_in_corpus"), Number(written, "share_of_lines_repeated")));
        Assert.AreEqual((450, 14, 4, 1), (Number(figures.RootElement, "training_characters"), Number(written, "characters"), Number(written, "longest_run"), Number(written, "longest_run_line")));
        JsonElement heldOut = figures.RootElement.GetProperty("held_out");
        Assert.AreEqual((2, 0.0, 2), (Number(heldOut, "lines"), Number(heldOut, "share_of_lines_in_corpus"), Number(heldOut, "longest_run"))); // 1090, 1091: as many as the text has
    }

    [TestMethod]
    public void A_separate_text_is_the_yardstick_and_the_corpus_is_then_searched_whole()
    {
        string corpus = Write("corpus.txt", "0123456789");
        using JsonDocument figures = Json(Write("text.txt", "789"), "--corpus", corpus, "--validation-corpus", Write("other.txt", "89012"));
        JsonElement heldOut = figures.RootElement.GetProperty("held_out");
        Assert.AreEqual((10, 3), (Number(figures.RootElement, "training_characters"), Number(figures.RootElement.GetProperty("written"), "longest_run")));
        Assert.AreEqual((3, "89"), (Number(heldOut, "characters"), Text(heldOut, "longest_run_text"))); // of 890, as long as the text
    }

    [TestMethod]
    public void The_limit_counts_characters_not_bytes_or_units_of_UTF_16()
    {
        string text = Write("text.txt", "é😀😀");
        CommandLine.Run("novelty", text, "--corpus", text, "--limit", "3").Succeeded();
        CommandLine.Run("novelty", text, "--corpus", text, "--limit", "2").AssertComplains(1, "text.txt has 3 characters; --limit is 2. Give a part of it, or raise --limit");
    }

    [TestMethod]
    public void The_longest_run_of_a_folder_has_its_file()
    {
        string corpus = folder.File("corpus");
        Directory.CreateDirectory(corpus);
        File.WriteAllText(Path.Combine(corpus, "a.txt"), "one\ntwo"); // the newline that is added counts
        File.WriteAllText(Path.Combine(corpus, "b.txt"), "three\n\nfour\n");
        File.WriteAllText(Path.Combine(corpus, "c.md"), "xfoury");
        using JsonDocument figures = Json(Write("text.txt", "xfoury"), "--corpus", corpus, "--validation-fraction", "0");
        Assert.AreEqual((Path.Combine(corpus, "b.txt"), 3.0), Longest(figures));
        using JsonDocument others = Json(Write("text.txt", "xfoury"), "--corpus", corpus, "--validation-fraction", "0", "--pattern", "*.md");
        Assert.AreEqual((Path.Combine(corpus, "c.md"), 1.0), Longest(others));

        static (string?, double) Longest(JsonDocument figures) =>
            (Text(figures.RootElement.GetProperty("written"), "longest_run_file"), Number(figures.RootElement.GetProperty("written"), "longest_run_line"));
    }

    [TestMethod]
    public void What_a_model_writes_is_measured_as_the_same_text_from_a_file_and_from_standard_input()
    {
        string[] sampling = ["--length", "3000", "--seed", "3", "--temperature", "0.9", "--top-k", "5"];
        string text = CommandLine.Run(["sample", TrainedModel.Onnx, .. sampling]).Succeeded()[..3000];
        string expected = Written(TrainedModel.Onnx, ["--corpus", TrainedModel.Corpus, .. sampling]);
        Assert.AreEqual(expected, Written(Write("text.txt", text), "--corpus", TrainedModel.Corpus));
        Assert.AreEqual(expected, Written("-", "--corpus", TrainedModel.Corpus));
        Assert.AreEqual(expected, Written(TrainedModel.Run, sampling), "a run has a corpus of its own");
        Assert.AreEqual(expected, Written(Path.Combine(TrainedModel.Run, "best.safetensors"), ["--corpus", TrainedModel.Corpus, .. sampling]));

        string Written(string source, params string[] arguments)
        {
            CommandResult result = CommandLine.RunWithInput(System.Text.Encoding.UTF8.GetBytes(text), ["novelty", source, "--format", "json", .. arguments]);
            using JsonDocument figures = JsonDocument.Parse(result.Succeeded());
            Assert.DoesNotContain("warning", result.Error);
            Assert.AreEqual(144, Number(figures.RootElement.GetProperty("held_out"), "characters"), "a twentieth of the corpus, which is shorter than the text");
            return figures.RootElement.GetProperty("written").GetRawText();
        }
    }

    [TestMethod]
    public void A_line_model_writes_whole_lines_and_another_corpus_than_its_own_is_told()
    {
        string corpus = Write("corpus.txt", "StringBuilder\nTask\n");
        CommandResult result = CommandLine.Run("novelty", Names, "--corpus", corpus, "--seed", "1", "--length", "2000", "--validation-fraction", "0", "--format", "json");
        string[] sampled = CommandLine.Run("sample", Names, "--seed", "1", "--length", "2000").Succeeded().Split('\n');
        using JsonDocument figures = JsonDocument.Parse(result.Succeeded());
        JsonElement written = figures.RootElement.GetProperty("written");
        string[] whole = [.. sampled[..^2].Where(line => line.Length > 0)]; // the last is cut off
        Assert.AreEqual((whole.Length, whole.Sum(line => line.Length)), (Number(written, "lines"), Number(written, "characters")));
        Assert.AreEqual(whole.Count(line => line is "StringBuilder" or "Task") / (double)whole.Length, Number(written, "share_of_lines_in_corpus"), 1e-12);
        StringAssert.Contains(result.Error, "charrnn: warning: dotnet-names was trained on dotnet-names with another SHA-256 than corpus.txt has");
    }

    [TestMethod]
    public void The_report_shows_the_measures_the_histogram_and_the_longest_run()
    {
        string corpus = Write("corpus.txt", string.Concat(Enumerable.Range(1000, 20).Select(number => $"{number}\n")) + "\u001b[31mred\n");
        string report = CommandLine.Run("novelty", Write("text.txt", "1000\n1001\n\u001b[31mred 77"), "--corpus", corpus, "--validation-fraction", "0.05").Succeeded();
        string[] lines = report.ReplaceLineEndings("\n").Split('\n');
        Assert.AreEqual($"text     {folder.File("text.txt")}, 21 characters", lines[0]);
        Assert.AreEqual("corpus   corpus.txt, 104 characters of it to train on, and the first 5 that are held out", lines[1]);
        CollectionAssert.IsSubsetOf(
            (string[])
            [
                "                                   text  held out",
                "longest run, characters              10         1",
                "characters in runs of 50 or more  0.0 %     0.0 %",
                "run of                                       text  held out",
                "1        ███████                            9.5 %    20.0 %",
                "8 to 15  ████████████████████████████████  47.6 %     0.0 %",
                "the longest run, from line 1 of the corpus:",
            ],
            lines,
            report);
        Assert.DoesNotContain("\u001b", report);
    }

    [TestMethod]
    [DataRow(2, "--corpus is missing; it can be left out only for a run", "TEXT")]
    [DataRow(1, "The corpus nowhere.txt does not exist", "TEXT", "--corpus", "nowhere.txt")]
    [DataRow(1, "Cannot read nowhere.txt", "nowhere.txt", "--corpus", "TEXT")]
    [DataRow(1, "Could not find file", "nowhere.onnx", "--corpus", "TEXT")]
    [DataRow(1, "empty.txt is empty; there is nothing to measure.", "EMPTY", "--corpus", "TEXT")]
    [DataRow(1, "The corpus empty.txt is empty.", "TEXT", "--corpus", "EMPTY")]
    [DataRow(1, "is binary, not text", "BINARY", "--corpus", "TEXT")]
    [DataRow(1, "foreign.onnx", "FOREIGN", "--corpus", "TEXT")]
    [DataRow(1, "is not a run", "FOLDER", "--corpus", "TEXT")]
    [DataRow(2, "Standard input (-) is given more than once", "-", "--corpus", "-")]
    [DataRow(1, "text.txt has 9 characters; --limit is 8.", "TEXT", "--corpus", "TEXT", "--limit", "8")]
    [DataRow(2, "--limit is 0; must be from 1 to 10000000.", "TEXT", "--corpus", "TEXT", "--limit", "0")]
    [DataRow(2, "--length is 10000001; must be from 1 to 10000000.", "MODEL", "--corpus", "TEXT", "--length", "10000001")]
    [DataRow(2, "--temperature, --seed can be given only for a model; ", "TEXT", "--corpus", "TEXT", "--seed", "1", "--temperature", "1")]
    [DataRow(2, "--unit can be given only for a text; ", "MODEL", "--corpus", "TEXT", "--unit", "line")]
    [DataRow(2, "Temperature is -1; must be a finite number, 0 or more.", "MODEL", "--corpus", "TEXT", "--temperature", "-1")]
    [DataRow(2, "ValidationFraction", "TEXT", "--corpus", "TEXT", "--validation-fraction", "2")]
    [DataRow(2, "--unit is word; must be one of stream, line.", "TEXT", "--corpus", "TEXT", "--unit", "word")]
    [DataRow(1, "ended no line within 1 characters; raise --length.", "NAMES", "--corpus", "TEXT", "--length", "1", "--seed", "1")]
    public void Bad_input_is_one_line(int exitCode, string expected, params string[] arguments)
    {
        Directory.CreateDirectory(folder.File("folder"));
        File.WriteAllBytes(folder.File("binary.txt"), [1, 0, 2]);
        Dictionary<string, string> files = new()
        {
            ["TEXT"] = Write("text.txt", "some text"),
            ["EMPTY"] = Write("empty.txt", ""),
            ["FOREIGN"] = Write("foreign.onnx", "not a model"),
            ["BINARY"] = folder.File("binary.txt"),
            ["FOLDER"] = folder.File("folder"),
            ["MODEL"] = TrainedModel.Onnx,
            ["NAMES"] = Names,
        };
        CommandResult result = CommandLine.Run(["novelty", .. arguments.Select(argument => files.GetValueOrDefault(argument, argument))]);
        (result with { Error = string.Join('\n', result.Error.Split('\n').Where(line => !line.StartsWith("charrnn: warning: ", StringComparison.Ordinal))) }).AssertComplains(exitCode, expected);
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    public void A_signal_ends_it_and_it_says_what_it_does()
    {
        using Process process = CommandLine.StartInterruptible("novelty", TrainedModel.Onnx, "--corpus", TrainedModel.Corpus, "--length", "10000000", "--seed", "1");
        StringAssert.Contains(process.StandardError.ReadLine(), "sampling 10,000,000 characters");
        Process.Start("kill", ["-INT", $"{process.Id}"]).WaitForExit();
        Assert.IsTrue(process.WaitForExit(TimeSpan.FromSeconds(20)));
        Assert.AreEqual(130, process.ExitCode);
    }

    private static JsonDocument Json(string source, params string[] arguments) =>
        JsonDocument.Parse(CommandLine.Run(["novelty", source, "--format", "json", .. arguments]).Succeeded());

    private static double Number(JsonElement figures, string name) => figures.GetProperty(name).GetDouble();

    private static string? Text(JsonElement figures, string name) => figures.GetProperty(name).GetString();

    private string Write(string name, string text)
    {
        File.WriteAllText(folder.File(name), text);
        return folder.File(name);
    }
}
