using CharRnn.Trainer;

namespace CharRnn.Cli.Tests;

[TestClass]
public sealed class VisualizeTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string Page => folder.File("page.html");

    public void Dispose() => folder.Dispose();

    [TestMethod]
    public void A_model_a_run_and_weights_give_a_page_and_a_picture()
    {
        string picture = folder.File("passage.svg");
        foreach (string source in (string[])[TrainedModel.Onnx, TrainedModel.Run, RunFolder.Open(TrainedModel.Run).LastWeightsPath])
        {
            CommandResult result = CommandLine.Run("visualize", source, TrainedModel.Corpus, "--output", Page, "--picture", picture, "--passage", "5", "--limit", "500", "--cell", "1:7");
            string[] lines = result.Succeeded().Split('\n', StringSplitOptions.RemoveEmptyEntries);
            StringAssert.StartsWith(lines[0], "feature ");
            CollectionAssert.AreEqual((string[])[Page, picture], lines[^2..]);
            StringAssert.Contains(result.Error, "500 characters of 2,880 (see --limit), 0 of them unknown; ");
            StringAssert.Contains(File.ReadAllText(Page), "\"firstCell\":6,");
            StringAssert.StartsWith(File.ReadAllText(picture), "<svg class=\"charrnn-passage\"");
        }
    }

    [TestMethod]
    public void Every_kept_checkpoint_of_a_run_is_shown()
    {
        string run = folder.File("run");
        CommandLine.Run(
            "train", "--corpus", TrainedModel.Corpus, "--output", run, "--hidden", "8", "--embedding", "4", "--batch-size", "4", "--sequence-length", "10",
            "--max-steps", "12", "--validate-every", "2", "--keep-checkpoints", "3", "--threads", "1").Succeeded();
        CommandResult result = CommandLine.Run("visualize", run, TrainedModel.Corpus, "--output", Page, "--limit", "100");
        result.Succeeded();
        StringAssert.Contains(result.Error, "3 checkpoints; 100 characters of 2,880");
        string page = File.ReadAllText(Page);
        foreach (KeptWeights kept in RunFolder.Open(run).KeptWeights)
        {
            StringAssert.Contains(page, $"\"name\":\"step {kept.Step}\",\"step\":{kept.Step},");
        }
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux | OperatingSystems.OSX)]
    public void A_checkpoint_that_a_training_drops_meanwhile_is_left_out()
    {
        string checkpoints = folder.File("run/checkpoints");
        Directory.CreateDirectory(checkpoints);
        foreach (string file in Directory.GetFiles(TrainedModel.Run))
        {
            File.Copy(file, Path.Combine(folder.File("run"), Path.GetFileName(file)));
        }

        File.Copy(RunFolder.Open(TrainedModel.Run).BestWeightsPath, Path.Combine(checkpoints, "step-00000020.safetensors"));
        File.CreateSymbolicLink(Path.Combine(checkpoints, "step-00000010.safetensors"), folder.File("dropped")); // is listed, and is not there
        CommandResult result = CommandLine.Run("visualize", folder.File("run"), TrainedModel.Corpus, "--output", Page, "--limit", "100");
        result.Succeeded();
        StringAssert.StartsWith(result.Error, "1 checkpoint; 100 characters of 2,880");
    }

    [TestMethod]
    public void Several_texts_and_standard_input_are_read_and_unknown_characters_counted()
    {
        CommandResult result = CommandLine.RunWithInput("the 日本 cat\n"u8.ToArray(), "visualize", TrainedModel.Onnx, "-", TrainedModel.Corpus, "--output", Page);
        result.Succeeded();
        StringAssert.Contains(result.Error, "2,891 characters, 2 of them unknown; ");
        StringAssert.Contains(File.ReadAllText(Page), "{\"name\":\"standard input\",\"start\":0}");
    }

    [TestMethod]
    public void Bad_input_is_one_line()
    {
        string empty = folder.File("empty.txt");
        File.WriteAllText(empty, "");
        string mine = folder.File("mine.html");
        File.WriteAllText(mine, "<p>mine</p>");
        string generation = folder.File("model.generate.onnx");
        CommandLine.Run("export", TrainedModel.Run, "--output", folder.File("model.onnx"), "--generate").Succeeded();

        Fails(1, "has no character; there is nothing to show.", TrainedModel.Onnx, empty, "--output", Page);
        Fails(1, "does not exist", TrainedModel.Onnx, folder.File("none.txt"), "--output", Page);
        Fails(1, "no visualization of CharRnn wrote it", TrainedModel.Onnx, TrainedModel.Corpus, "--output", mine);
        Fails(1, "there is no folder", TrainedModel.Onnx, TrainedModel.Corpus, "--output", folder.File("no/page.html"));
        Fails(2, "Standard input (-) is given more than once", TrainedModel.Onnx, "-", "-", "--output", Page);
        Fails(1, generation, generation, TrainedModel.Corpus, "--output", Page);
        Fails(2, "is or holds the input", TrainedModel.Onnx, TrainedModel.Corpus, "--output", TrainedModel.Corpus);
        Fails(2, "is or holds the input", TrainedModel.Onnx, TrainedModel.Corpus, "--output", Page, "--picture", TrainedModel.Onnx);
        Fails(2, "Limit is 0; must be from 1 to 1000000.", TrainedModel.Onnx, TrainedModel.Corpus, "--output", Page, "--limit", "0");
        Fails(2, "--cell is 7; must be LAYER:CELL, such as 1:42, both from 1.", TrainedModel.Onnx, TrainedModel.Corpus, "--output", Page, "--cell", "7");
        Fails(2, "The cell is 2:7; must be from 1:1 to 1:32.", TrainedModel.Onnx, TrainedModel.Corpus, "--output", Page, "--cell", "2:7");
        Fails(2, "--passage is given without --picture", TrainedModel.Onnx, TrainedModel.Corpus, "--output", Page, "--passage", "7");
        Fails(2, "--output and --picture are the same file", TrainedModel.Onnx, TrainedModel.Corpus, "--output", Page, "--picture", Page);
        Fails(2, "must be from 1 to 2880, the characters shown", TrainedModel.Onnx, TrainedModel.Corpus, "--output", Page, "--picture", folder.File("p.svg"), "--passage", "2881");
        Assert.IsFalse(File.Exists(Page));
        Assert.AreEqual("<p>mine</p>", File.ReadAllText(mine));
    }

    private static void Fails(int exitCode, string expected, params string[] arguments) => CommandLine.Run(["visualize", .. arguments]).AssertComplains(exitCode, expected);
}
