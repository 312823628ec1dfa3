namespace CharRnn.Cli.Tests;

/// <summary>A training whose loss explodes or is no number says so, fails, and can be mended.</summary>
[TestClass]
public sealed class DivergenceTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    private string Run => folder.File("run");

    [TestMethod]
    public void An_explosion_that_leaves_no_better_weights_fails()
    {
        CommandResult result = Train("--optimizer", "sgd", "--learning-rate", "100000", "--max-gradient-norm", "0", "--schedule", "constant", "--max-steps", "60");
        result.AssertComplains(1, "The loss exploded, from ");
        StringAssert.Contains(result.Error, $"and no weights of {Run} are better than the first. Lower the learning rate.");
        CommandLine.Run("inspect", Run).Succeeded();
    }

    [TestMethod]
    public void A_loss_that_is_no_number_is_one_line_and_a_lower_learning_rate_mends_it()
    {
        string[] settings =
        [
            "--cell", "rnn", "--nonlinearity", "relu", "--optimizer", "sgd", "--learning-rate", "50", "--max-gradient-norm", "0", "--schedule", "constant",
            "--max-steps", "60", "--validate-every", "1",
        ];
        Train(settings).AssertComplains(1, "The training diverged at step ");
        string[] resume = ["train", "--resume", "--output", Run];
        CommandLine.Run(resume).AssertComplains(1, "The training diverged at step ");
        CommandLine.Run([.. resume, "--learning-rate", "0.001"]).AssertComplains(1, "The loss exploded, from "); // it goes on, from weights that are as bad
    }

    private CommandResult Train(params string[] more) => CommandLine.Run(
        ["train", "--corpus", TrainedModel.Corpus, "--output", Run, "--hidden", "32", "--batch-size", "8", "--sequence-length", "16", "--sample-length", "0", "--threads", "1", .. more]);
}
