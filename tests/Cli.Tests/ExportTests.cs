using System.Text.Json;

namespace CharRnn.Cli.Tests;

/// <summary><c>charrnn export</c> and what <c>inspect</c> tells of its files.</summary>
[TestClass]
public sealed class ExportTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string Onnx => folder.File("m.onnx");

    private static string BestWeights => Path.Combine(TrainedModel.Run, "best.safetensors");

    public void Dispose() => folder.Dispose();

    [TestMethod]
    public void Int8_and_a_whole_generation_are_written_and_inspected()
    {
        string generation = folder.File("m.generate.onnx");
        string output = CommandLine.Run("export", TrainedModel.Run, "--output", Onnx, "--precision", "int8", "--generate").Succeeded();
        Assert.AreEqual($"{Onnx}\n{generation}\n", output.ReplaceLineEndings("\n"));
        Assert.AreEqual(21, CommandLine.Run("sample", Onnx, "--length", "20").Succeeded().Length);

        string text = CommandLine.Run("inspect", Onnx).Succeeded();
        StringAssert.Contains(text, "1 x 32 LSTM, embedding 8, int8");
        StringAssert.Contains(text, "input_ids int64 [batch, sequence], h_in float [1, batch, 32], c_in float [1, batch, 32]");
        StringAssert.Contains(text, "com.microsoft.DynamicQuantizeLSTM");
        JsonElement json = JsonDocument.Parse(CommandLine.Run("inspect", generation, "--format", "json").Succeeded()).RootElement;
        Assert.AreEqual("int8", json.GetProperty("description").GetProperty("precision").GetString());
        Assert.AreEqual(1, json.GetProperty("operators").GetProperty("Loop").GetInt32());
        Assert.AreEqual("generated_ids int64 [new]", json.GetProperty("outputs")[0].GetString());
    }

    [TestMethod]
    public void Calibration_compares_the_precisions_and_writes_the_one_asked_for()
    {
        string[] lines = CommandLine.Run("export", TrainedModel.Run, "--output", Onnx, "--precision", "int8", "--calibrate", TrainedModel.Corpus).Succeeded()
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);
        StringAssert.StartsWith(lines[0], "precision  nats/char  against fp32  drift in a batch");
        CollectionAssert.AreEqual((string[])["fp32", "fp16", "int8", Onnx], lines[1..].Select(line => line.Split(' ')[0]).ToArray());
    }

    [TestMethod]
    public void A_precision_that_costs_too_much_is_written_only_if_forced()
    {
        string spoilt = SpoilForInt8();
        string[] arguments = ["export", spoilt, "--output", Onnx, "--precision", "int8", "--calibrate", TrainedModel.Corpus];
        CommandResult refused = CommandLine.Run(arguments);
        Assert.AreEqual(1, refused.ExitCode);
        StringAssert.Contains(refused.Error, "nats per character more than fp32 on this text; at most 0.02 is allowed.");
        Assert.IsFalse(File.Exists(Onnx));
        CommandLine.Run([.. arguments, "--force"]).Succeeded();
        Assert.IsTrue(File.Exists(Onnx));
    }

    [TestMethod]
    public void Weights_that_PyTorch_saved_are_exported_with_what_they_do_not_say()
    {
        WeightsFile weights = WeightsFile.Load(BestWeights);
        string bare = folder.File("pytorch.safetensors");
        SafeTensors.Write(bare, [], [.. weights.Weights]);
        string vocabulary = folder.File("vocabulary.json");
        File.WriteAllText(vocabulary, JsonSerializer.Serialize(weights.Metadata.Vocabulary.Characters.Select(character => character.ToString())));
        CommandLine.Run("export", bare, "--output", Onnx, "--vocabulary", vocabulary, "--cell", "lstm").Succeeded();
        Assert.AreEqual(
            CommandLine.Run("sample", TrainedModel.Onnx, "--seed", "1", "--length", "50").Succeeded(),
            CommandLine.Run("sample", Onnx, "--seed", "1", "--length", "50").Succeeded());

        CommandLine.Run("export", bare, "--output", Onnx).AssertComplains(1, "export it by charrnn export --vocabulary.");
        CommandLine.Run("export", bare, "--output", Onnx, "--vocabulary", vocabulary, "--cell", "gru").AssertComplains(1, "that of lstm; the cell is given as gru.");
    }

    [TestMethod]
    public void Bad_usage_and_bad_files_are_refused()
    {
        CommandLine.Run("export", TrainedModel.Run, "--output", Onnx, "--precision", "int4").AssertComplains(2, "int4");
        CommandLine.Run("export", TrainedModel.Run, "--output", Onnx, "--force").AssertComplains(2, "--force is given without --calibrate;");
        CommandLine.Run("export", TrainedModel.Run, "--output", Onnx, "--cell", "gru").AssertComplains(2, "--cell must be given with --vocabulary:");
        CommandLine.Run("export", TrainedModel.Run, "--output", Onnx, "--calibrate", folder.File("none.txt")).AssertComplains(1, "Cannot read ");
        File.WriteAllText(folder.File("empty.txt"), "\n\n");
        CommandLine.Run("export", TrainedModel.Run, "--output", Onnx, "--calibrate", folder.File("empty.txt")).AssertComplains(1, "there is nothing to calibrate on.");
        File.WriteAllText(folder.File("no.onnx"), "no");
        CommandLine.Run("inspect", folder.File("no.onnx")).AssertComplains(1, "no.onnx is not an ONNX file: ");
        Assert.IsFalse(File.Exists(Onnx));
    }

    /// <summary>A unit that is always 0 gets decoder weights so large that beside them the others round to nothing.</summary>
    private string SpoilForInt8()
    {
        WeightsFile weights = WeightsFile.Load(BestWeights);
        ModelDescription description = weights.Metadata.Description;
        foreach (WeightTensor tensor in weights.Weights.Where(tensor => tensor.Name.StartsWith("rnn.", StringComparison.Ordinal)))
        {
            int columns = tensor.Data.Length / tensor.Shape[0];
            for (int gate = 0; gate < description.GateCount; gate++)
            {
                tensor.Data.AsSpan(gate * description.HiddenSize * columns, columns).Clear();
            }
        }

        for (int row = 0; row < description.VocabularySize; row++)
        {
            weights.Weights["decoder.weight"].Data[row * description.HiddenSize] = 10_000;
        }

        string path = folder.File("spoilt.safetensors");
        weights.Save(path);
        return path;
    }
}
