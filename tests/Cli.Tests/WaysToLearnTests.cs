using System.Text.Json;

namespace CharRnn.Cli.Tests;

/// <summary>Trainings that do not learn all weights by gradient descent.</summary>
[TestClass]
public sealed class WaysToLearnTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [TestMethod]
    public void A_model_says_how_it_was_learnt()
    {
        const string method = "echo state network: the decoder by ridge regression (ridge 1), the rest as drawn (spectral radius 0.8, sparsity 0.5)";
        Train("echo", "--freeze", "recurrent", "--spectral-radius", "0.8", "--sparsity", "0.5");
        CommandLine.Run("export", folder.File("echo"), "--output", folder.File("echo.onnx")).Succeeded();
        foreach (string model in (string[])["echo", "echo.onnx"])
        {
            StringAssert.Contains(CommandLine.Run("inspect", folder.File(model)).Succeeded(), $"method           {method}\n");
        }

        Train("free", "--optimizer", "hessian-free");
        Assert.AreEqual("Hessian-free optimization", Record("free").GetProperty("method").GetString());
    }

    [TestMethod]
    public void A_model_that_gradient_descent_learnt_says_nothing_of_it()
    {
        Assert.IsFalse(Record(TrainedModel.Run).TryGetProperty("method", out _));
        Assert.DoesNotContain("method", CommandLine.Run("inspect", TrainedModel.Run).Succeeded());
    }

    [TestMethod]
    public void Connections_without_a_cycle_leave_the_run_that_is_there_as_it_is()
    {
        Train("echo", "--freeze", "recurrent");
        byte[] weights = File.ReadAllBytes(folder.File("echo/best.safetensors"));
        CommandLine.Run([.. Command("echo"), "--overwrite", "--freeze", "recurrent", "--sparsity", "0.9999"])
            .AssertComplains(2, "Sparsity is 0.9999; must be lower for a hidden size of 16, whose recurrent connections now form no cycle");
        CollectionAssert.AreEqual(weights, File.ReadAllBytes(folder.File("echo/best.safetensors")));
    }

    private void Train(string name, params string[] options) => CommandLine.Run([.. Command(name), .. options]).Succeeded();

    private string[] Command(string name) =>
        ["train", "--corpus", TrainedModel.Corpus, "--output", folder.File(name), "--cell", "rnn", "--hidden", "16", "--max-steps", "2", "--threads", "1"];

    private JsonElement Record(string model) =>
        JsonDocument.Parse(CommandLine.Run("inspect", folder.File(model), "--format", "json").Succeeded()).RootElement.GetProperty("training");
}
