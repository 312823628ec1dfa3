using System.Text.Json.Nodes;

namespace CharRnn.Cli.Tests;

/// <summary>Devices, pipes, and runs whose files have been changed.</summary>
[TestClass]
public sealed class UnusualFilesTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [TestMethod]
    [OSCondition(OperatingSystems.Linux | OperatingSystems.OSX)]
    [DataRow("train", "--corpus", "/dev/zero", "--output", "{0}/run")]
    [DataRow("train", "--corpus", "{1}", "--validation-corpus", "/dev/zero", "--output", "{0}/run")]
    [DataRow("train", "--corpus", "{1}", "--init-from", "/dev/zero", "--output", "{0}/run")]
    [DataRow("export", "/dev/zero", "--output", "{0}/m.onnx")]
    [DataRow("export", "{2}/last.safetensors", "--vocabulary", "/dev/zero", "--output", "{0}/m.onnx")]
    [DataRow("evaluate", "{2}", "--corpus", "/dev/zero")]
    [DataRow("sample", "/dev/zero")]
    [DataRow("score", "/dev/zero")]
    [DataRow("inspect", "/dev/zero")]
    public void A_device_is_refused_wherever_a_file_is_read(params string[] arguments) =>
        CommandLine.Run([.. arguments.Select(Filled)]).AssertComplains(1, "'/dev/zero' is a device; must be a file or a pipe.");

    [TestMethod]
    [OSCondition(OperatingSystems.Linux | OperatingSystems.OSX)]
    [DataRow("train --corpus - --output {0}/run < /dev/zero")]
    [DataRow("sample {3} --prompt-file - < /dev/zero")]
    public void A_device_is_refused_as_standard_input(string command) =>
        CommandLine.RunInBash($"charrnn {Filled(command)}").AssertComplains(1, "'standard input' is a device; must be a file or a pipe.");

    [TestMethod]
    [OSCondition(OperatingSystems.Linux | OperatingSystems.OSX)]
    public void Standard_input_is_read_from_where_it_stands() => Assert.AreEqual(
        "the dog", CommandLine.RunInBash(Filled("{ read -r line; charrnn sample {3} --prompt-file - --length 1 --seed 1; } < {1}")).Succeeded()[..7]);

    [TestMethod]
    [OSCondition(OperatingSystems.Linux | OperatingSystems.OSX)]
    [DataRow("inspect <(cat {2}/last.safetensors)", "file             /dev/fd/63\npurpose          predicts the next token\nnetwork          1 x 32 LSTM")]
    [DataRow("export {2}/last.safetensors --output {0}/a.onnx && charrnn export <(cat {2}/last.safetensors) --output {0}/b.onnx && cmp {0}/a.onnx {0}/b.onnx", "b.onnx")]
    [DataRow("sample <(cat {3}) --length 10 --prompt the", "the")]
    public void Weights_and_models_can_come_from_a_pipe(string command, string expected) =>
        StringAssert.Contains(CommandLine.RunInBash($"charrnn {Filled(command)}").Succeeded(), expected);

    [TestMethod]
    [DataRow("hidden_size", 8192, "HiddenSize is 8192; must be 32")]
    [DataRow("layers", 8, "Layers is 8; must be 1")]
    [DataRow("batch_size", 4, "was trained with a batch size of 8 and a sequence length of 16; its options now have 4 and 16")]
    public void A_run_whose_settings_no_longer_fit_its_weights_is_not_resumed(string setting, int value, string expected)
    {
        string run = CopyRun();
        JsonNode config = JsonNode.Parse(File.ReadAllText(Path.Combine(run, "config.json")))!;
        config["training"]![setting] = value;
        File.WriteAllText(Path.Combine(run, "config.json"), config.ToJsonString());
        CommandLine.Run("train", "--resume", "--output", run).AssertComplains(1, expected);
    }

    [TestMethod]
    public void A_damaged_line_of_the_metrics_does_not_end_a_resumed_training()
    {
        string run = CopyRun();
        string metrics = Path.Combine(run, "metrics.jsonl");
        byte[] bytes = File.ReadAllBytes(metrics);
        bytes[0] = 0;
        File.WriteAllBytes(metrics, bytes);
        CommandResult result = CommandLine.Run("train", "--resume", "--output", run);
        result.Succeeded();
        StringAssert.Contains(result.Error, $"warning: {metrics}: line 1 is not a JSON object with a step and its figures; it is left out.");
    }

    [TestMethod]
    public void A_damaged_model_acts_on_no_terminal()
    {
        string weights = folder.File("w.safetensors");
        WeightsFile file = WeightsFile.Load(Path.Combine(TrainedModel.Run, "last.safetensors"));
        TrainingRecord training = file.Metadata.Training with { Corpus = "\u001b[31mred\u202e\n", Engine = new string('x', 100_000) };
        (file with { Metadata = new ModelMetadata(file.Metadata.Description, file.Metadata.Vocabulary, training) }).Save(weights);
        string shown = CommandLine.Run("inspect", weights).Succeeded();
        StringAssert.Contains(shown, "corpus           \\u001B[31mred\\u202E\\n, ");
        Assert.IsLessThan(4000, shown.Split('\n').Max(line => line.Length));
        CommandLine.Run("inspect", weights, "--format", "json").Succeeded();
    }

    [TestMethod]
    public void What_ONNX_Runtime_says_is_in_our_one_line_only()
    {
        // A Gather in an axis of one element fails at the first id that is not 0.
        byte[] node = [.. ProtobufField.Of(1, "direction_axis"), .. ProtobufField.Of(1, "input_ids"), .. ProtobufField.Of(2, "more"), .. ProtobufField.Of(4, "Gather")];
        string model = folder.File("m.onnx");
        File.WriteAllBytes(model, [.. File.ReadAllBytes(TrainedModel.Onnx), .. ProtobufField.Of(7, ProtobufField.Of(1, node))]);
        CommandResult result = CommandLine.RunWithInput("the"u8.ToArray(), "score", model);
        result.AssertComplains(1, "charrnn: The model could not be run: ");
        Assert.HasCount(1, result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    private string Filled(string text) => text
        .Replace("{0}", folder.Path, StringComparison.Ordinal)
        .Replace("{1}", TrainedModel.Corpus, StringComparison.Ordinal)
        .Replace("{2}", TrainedModel.Run, StringComparison.Ordinal)
        .Replace("{3}", TrainedModel.Onnx, StringComparison.Ordinal);

    private string CopyRun()
    {
        string copy = Directory.CreateDirectory(folder.File("copy")).FullName;
        foreach (string file in Directory.GetFiles(TrainedModel.Run))
        {
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        }

        return copy;
    }
}
