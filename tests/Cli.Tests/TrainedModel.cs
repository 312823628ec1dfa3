namespace CharRnn.Cli.Tests;

/// <summary>A run and its ONNX file, made once by the commands themselves and shared by the tests.</summary>
[TestClass]
public static class TrainedModel
{
    private static readonly TemporaryFolder Folder = new();

    public static string Corpus => Folder.File("rhyme.txt");

    public static string Run => Folder.File("run");

    public static string Onnx => Folder.File("model.onnx");

    [AssemblyInitialize]
    public static void Train(TestContext _)
    {
        File.WriteAllText(Corpus, string.Concat(Enumerable.Repeat("the cat sat on the mat.\nthe dog sat on the log.\n", 60)));
        CommandResult trained = CommandLine.RunProgram(
            "train", "--corpus", Corpus, "--output", Run, "--hidden", "32", "--embedding", "8", "--batch-size", "8",
            "--sequence-length", "16", "--max-steps", "120", "--validate-every", "60", "--learning-rate", "0.01", "--threads", "1");
        Assert.AreEqual(Run, trained.Succeeded().Trim());
        CommandResult exported = CommandLine.RunProgram("export", Run, "--output", Onnx);
        Assert.AreEqual(Onnx, exported.Succeeded().Trim());
    }

    [AssemblyCleanup]
    public static void Delete() => Folder.Dispose();
}
