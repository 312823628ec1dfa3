using System.Diagnostics;

namespace CharRnn.Cli.Tests;

/// <summary>Two trainings in one folder: the second is told who holds it, until the first ends, by whatever means.</summary>
[TestClass]
public sealed class RunInUseTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [TestMethod]
    public void A_run_in_use_is_read_but_not_trained_until_the_training_is_killed()
    {
        string run = folder.File("run");
        string[] train = ["train", "--corpus", TrainedModel.Corpus, "--output", run, "--hidden", "8", "--batch-size", "4", "--sequence-length", "8", "--threads", "1", "--sample-length", "0"];
        using Process first = CommandLine.Start([.. train, "--epochs", "1000000", "--validate-every", "1000000"]);
        first.StandardInput.Close();
        _ = first.StandardError.ReadToEndAsync();
        while (!File.Exists(Path.Combine(run, "metrics.jsonl")))
        {
            Assert.IsFalse(first.HasExited, "it ended by itself");
            Thread.Sleep(20);
        }

        string inUse = $"charrnn: The run {run} is being trained by process {first.Id}; wait for its end, or name another folder.";
        CommandLine.Run([.. train, "--overwrite", "--layers", "2"]).AssertComplains(1, inUse);
        CommandLine.Run("train", "--resume", "--output", run).AssertComplains(1, inUse);
        StringAssert.Contains(CommandLine.Run("inspect", run).Succeeded(), "1 x 8 LSTM");
        CommandLine.Run("evaluate", run).Succeeded();
        CommandLine.Run("export", run, "--output", folder.File("early.onnx")).Succeeded();
        Assert.IsFalse(first.HasExited, "it ended by itself");

        first.Kill();
        first.WaitForExit();
        CommandLine.Run([.. train, "--overwrite", "--max-steps", "2"]).Succeeded();
        CommandLine.Run("train", "--resume", "--output", run).Succeeded();
    }
}
