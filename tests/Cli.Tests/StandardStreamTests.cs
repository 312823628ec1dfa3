namespace CharRnn.Cli.Tests;

[TestClass]
[OSCondition(OperatingSystems.Linux)]
public sealed class StandardStreamTests : IDisposable
{
    private static readonly string[] Training = ["--batch-size", "4", "--hidden", "8", "--sequence-length", "16", "--max-steps", "20", "--sample-length", "20", "--threads", "1"];

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [TestMethod]
    public void A_full_disk_is_an_error_of_every_command_that_prints()
    {
        File.WriteAllText(folder.File("many.txt"), string.Concat(Enumerable.Repeat("the cat sat.\n", 3000)));
        foreach (string[] command in Printing())
        {
            CommandLine.RunRedirected("> /dev/full", command).AssertFails("Cannot write standard output: No space left on device");
        }
    }

    [TestMethod]
    public void A_closed_standard_output_is_an_error_of_every_command_that_prints()
    {
        File.WriteAllText(folder.File("many.txt"), "the cat sat.\n");
        foreach (string[] command in Printing())
        {
            CommandLine.RunRedirected(">&-", command).AssertFails("Cannot write standard output: it is closed");
        }
    }

    [TestMethod]
    public void A_training_and_an_export_leave_their_work_when_the_last_line_cannot_be_written()
    {
        string run = folder.File("run");
        CommandResult trained = CommandLine.RunRedirected("> /dev/full", ["train", "--corpus", TrainedModel.Corpus, "--output", run, .. Training]);
        trained.AssertFails("Cannot write standard output: No space left on device");
        StringAssert.Contains(trained.Error, "done after 20 steps");
        string onnx = folder.File("model.onnx");
        CommandLine.RunRedirected(">&-", "export", run, "--output", onnx).AssertFails("Cannot write standard output: it is closed");
        Assert.AreEqual(21, CommandLine.Run("sample", onnx, "--length", "20").Succeeded().Length);
    }

    [TestMethod]
    public void A_training_does_without_a_standard_error()
    {
        foreach (string redirection in (string[])["2> /dev/full", "2>&-"])
        {
            string run = folder.File("run");
            CommandResult trained = CommandLine.RunRedirected(redirection, ["train", "--corpus", TrainedModel.Corpus, "--output", run, "--overwrite", .. Training]);
            Assert.AreEqual(run, trained.Succeeded().Trim());
            Assert.IsTrue(File.Exists(Path.Combine(run, "report.html")));
            Assert.AreEqual(2, CommandLine.RunRedirected(redirection, "score").ExitCode, "a complaint that nobody reads");
        }
    }

    [TestMethod]
    public void A_closed_standard_input_is_an_error()
    {
        CommandLine.RunRedirected("<&-", "score", TrainedModel.Onnx).AssertComplains(1, "Cannot read standard input: it is closed.");
        CommandLine.RunRedirected("<&-", "train", "--corpus", "-", "--output", folder.File("run")).AssertComplains(1, "Cannot read standard input: it is closed.");
    }

    [TestMethod]
    public void A_folder_as_standard_input_is_an_error() =>
        CommandLine.RunRedirected("< /", "score", TrainedModel.Onnx).AssertComplains(1, "Cannot read standard input: Is a directory");

    private string[][] Printing() =>
    [
        ["--version"],
        ["--help"],
        ["train", "--help"],
        ["presets"],
        ["inspect", TrainedModel.Onnx],
        ["inspect", TrainedModel.Onnx, "--format", "json"],
        ["evaluate", TrainedModel.Run],
        ["sample", TrainedModel.Onnx, "--seed", "1", "--length", "20000"],
        ["sample", TrainedModel.Onnx, "--seed", "1", "--length", "5"],
        ["score", TrainedModel.Onnx, folder.File("many.txt")],
    ];
}
