namespace CharRnn.Cli.Tests;

/// <summary>
/// Every command meets every kind of model: it does its work, or it says in one line what the model is for and which command runs it, before it
/// does or prints anything else.
/// </summary>
[TestClass]
public sealed class ModelKindTests
{
    private static readonly TemporaryFolder Folder = new();

    private static readonly string[] Small =
        ["--hidden", "8", "--embedding", "4", "--batch-size", "4", "--sequence-length", "8", "--sample-length", "5", "--max-steps", "2", "--threads", "1"];

    private static string Text => Folder.File("text.txt");

    private static string Labels => Folder.File("labels.txt");

    private static string Sums => Folder.File("sums.txt");

    private static string Table => Folder.File("table.tsv");

    private static string Page => Folder.File("page.html");

    [ClassInitialize]
    public static void Write(TestContext _)
    {
        string text = string.Concat(Enumerable.Repeat("the cat sat.\nthe dog ran.\n", 30));
        File.WriteAllText(Text, text);
        File.WriteAllText(Labels, string.Concat(text.Select(character => character == '\n' ? character : char.IsLetter(character) ? 'a' : 'b')));
        File.WriteAllLines(Sums, Enumerable.Range(0, 100).Select(sum => $"{sum / 10}+{sum % 10}={(sum / 10) + (sum % 10)}"));
        File.WriteAllLines(Table, Enumerable.Range(0, 100).Select(line => line % 2 == 0 ? $"small\ta{line}" : $"large\tA{line}"));
    }

    [ClassCleanup]
    public static void Delete() => Folder.Dispose();

    [TestMethod]
    [DataRow("characters", ModelTask.Text)]
    [DataRow("bytes", ModelTask.Text, "--tokenization", "bytes")]
    [DataRow("words", ModelTask.Text, "--tokenization", "words")]
    [DataRow("lines", ModelTask.Text, "--unit", "line")]
    [DataRow("identity", ModelTask.Text, "--cell", "rnn", "--nonlinearity", "relu", "--initialization", "identity")]
    [DataRow("echo state", ModelTask.Text, "--cell", "rnn", "--freeze", "recurrent")]
    [DataRow("Jordan", ModelTask.Text, "--cell", "jordan")]
    [DataRow("Hessian-free", ModelTask.Text, "--optimizer", "hessianfree")]
    [DataRow("answers", ModelTask.Answer, "--unit", "line", "--answer-after", "=")]
    [DataRow("answers with an encoder", ModelTask.Answer, "--unit", "line", "--answer-after", "=", "--encoder")]
    [DataRow("labels", ModelTask.Tag, "--target-corpus")]
    [DataRow("labels in both directions", ModelTask.Tag, "--bidirectional", "--target-corpus")]
    [DataRow("classes", ModelTask.Classify, "--unit", "line", "--class-column", "1")]
    public void Each_command_works_or_names_the_one_that_does(string kind, ModelTask task, params string[] options)
    {
        string corpus = task switch { ModelTask.Answer => Sums, ModelTask.Classify => Table, _ => Text };
        string[] labels = task switch { ModelTask.Tag => ["--target-corpus", Labels], ModelTask.Classify => ["--class-column", "1"], _ => [] };
        string run = Folder.File(kind);
        string onnx = Folder.File($"{kind}.onnx");
        Work(["train", "--corpus", corpus, "--output", run, .. Small, "--validation-fraction", "0.2", .. options, .. options is [.., "--target-corpus"] ? [Labels] : Array.Empty<string>()]);
        Work("train", "--resume", "--output", run, "--max-steps", "3");
        Work("export", run, "--output", onnx, "--precision", "int8");
        Work("evaluate", run);
        Work(["evaluate", onnx, "--corpus", corpus, .. labels]);
        foreach (string source in (string[])[run, onnx])
        {
            StringAssert.Contains(Work("inspect", source).Output, $"purpose          {Purpose(task)}\n");
            AssertFits(kind, task, source, corpus);
        }

        AssertCalibrates(task, "export", run, "--output", Folder.File($"{kind}.calibrated.onnx"), "--calibrate", corpus, "--force");
        AssertFits(task, ModelTask.Text, "The model to export with a generation file", "export", run, "--output", Folder.File($"{kind}.all.onnx"), "--generate");
        if (task != ModelTask.Text)
        {
            AssertFits(task, ModelTask.Text, kind, "serve", onnx, "--port", "0");
        }
    }

    [TestMethod]
    public void A_file_of_an_encoder_names_what_finds_it()
    {
        string run = Folder.File("pair");
        Work(["train", "--corpus", Sums, "--output", run, .. Small, "--unit", "line", "--answer-after", "=", "--encoder"]);
        Work("export", run, "--output", Folder.File("pair.onnx"));
        string encoder = Folder.File("pair.encoder.onnx");
        StringAssert.Contains(Work("inspect", encoder).Output, "purpose          reads questions for another network\n");
        AssertFits("encoder", ModelTask.Encode, encoder, Sums);
        AssertFits(ModelTask.Encode, ModelTask.Answer, encoder, "evaluate", encoder, "--corpus", Sums);
    }

    [TestMethod]
    public void A_run_that_kept_nothing_back_asks_for_another_text()
    {
        foreach (string[] labels in (string[][])[[], ["--target-corpus", Labels]])
        {
            string run = Folder.File("whole");
            Work(["train", "--corpus", Text, "--output", run, "--overwrite", .. Small, "--validation-fraction", "0", .. labels]);
            const string Error = "text.txt back to evaluate on; give a text that it has not learnt with --corpus.";
            CommandLine.Run("evaluate", run).AssertComplains(2, Error);
            CommandLine.Run(["evaluate", run, "--corpus", Text, .. labels]).AssertComplains(2, Error);
        }
    }

    private static void AssertFits(string kind, ModelTask task, string source, string corpus)
    {
        AssertFits(task, ModelTask.Text, source, "sample", source, "--length", "9");
        AssertFits(task, ModelTask.Text, source, "score", source, corpus);
        AssertFits(task, ModelTask.Text, source, "novelty", source, "--corpus", corpus, "--length", "300", "--temperature", "2");
        AssertFits(task, ModelTask.Answer, source, "answer", source, corpus == Sums ? Questions() : corpus);
        AssertFits(task, ModelTask.Tag, source, "tag", source, corpus);
        AssertFits(task, ModelTask.Classify, source, "classify", source, corpus);
        if (kind == "words")
        {
            CommandLine.Run("visualize", source, corpus, "--output", Page).AssertComplains(1, "reads words; what its cells hold can be shown for a model of characters or bytes only.");
        }
        else
        {
            AssertFits(task, ModelTask.Text, source, "visualize", source, corpus, "--output", Page, "--limit", "60");
        }
    }

    private static void AssertCalibrates(ModelTask task, params string[] arguments)
    {
        if (task is ModelTask.Text or ModelTask.Answer)
        {
            Work(arguments);
            return;
        }

        CommandLine.Run(arguments).AssertComplains(2, $"--calibrate measures the loss on a text or on answers; the model is one that {Purpose(task)}.");
    }

    private static void AssertFits(ModelTask task, ModelTask fitting, string source, params string[] arguments)
    {
        if (task == fitting)
        {
            Work(arguments);
            return;
        }

        CommandResult result = CommandLine.Run(arguments);
        string[] lines = result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.AreEqual((1, "", 1), (result.ExitCode, result.Output, lines.Length), $"{string.Join(' ', arguments)}: {result.Error}");
        StringAssert.StartsWith(lines[0], $"charrnn: {source} is a model that {Purpose(task)}; here one that {Purpose(fitting)} is needed. To run it, ");
    }

    private static string Purpose(ModelTask task) => task switch
    {
        ModelTask.Text => "predicts the next token",
        ModelTask.Answer => "answers questions",
        ModelTask.Tag => "labels each token",
        ModelTask.Classify => "labels whole texts",
        _ => "reads questions for another network",
    };

    private static string Questions()
    {
        string file = Folder.File("questions.txt");
        File.WriteAllLines(file, ["1+2", "3+4"]);
        return file;
    }

    private static CommandResult Work(params string[] arguments)
    {
        CommandResult result = CommandLine.Run(arguments);
        Assert.AreEqual(0, result.ExitCode, $"{string.Join(' ', arguments)}: {result.Error}");
        return result;
    }
}
