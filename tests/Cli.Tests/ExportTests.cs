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
    public void A_vocabulary_of_PyTorch_keeps_its_ids_in_whatever_order()
    {
        WeightsFile weights = WeightsFile.Load(BestWeights);
        string[] sorted = [.. weights.Metadata.Vocabulary.Characters.Select(symbol => symbol.ToString())];
        string[] seen = [.. "the cat sat on the mat.\nthe dog sat on the log.\n".Select(character => character.ToString()).Distinct()];
        int[] oldIds = [.. seen.Select(character => Array.IndexOf(sorted, character))];
        string bare = folder.File("pytorch.safetensors");
        SafeTensors.Write(bare, [], [.. weights.Weights.Select(tensor => tensor.Name is "embedding.weight" or "decoder.weight" or "decoder.bias" ? MoveRows(tensor, oldIds) : tensor)]);
        File.WriteAllText(folder.File("vocabulary.json"), JsonSerializer.Serialize(seen));
        CommandLine.Run("export", bare, "--output", Onnx, "--vocabulary", folder.File("vocabulary.json"), "--generate").Succeeded();

        JsonElement documents = JsonDocument.Parse(File.ReadAllText(folder.File("m.json"))).RootElement;
        CollectionAssert.AreEqual(seen, documents.GetProperty("charrnn.vocabulary").GetProperty("symbols").EnumerateArray().Select(symbol => symbol.GetString()).ToArray());
        foreach (string[] command in (string[][])[["sample", "--temperature", "0", "--length", "60", "--prompt", "the d"], ["score", TrainedModel.Corpus], ["evaluate", "--corpus", TrainedModel.Corpus]])
        {
            Assert.AreEqual(
                CommandLine.Run([command[0], TrainedModel.Onnx, .. command[1..]]).Succeeded(),
                CommandLine.Run([command[0], Onnx, .. command[1..]]).Succeeded());
        }

        static WeightTensor MoveRows(WeightTensor tensor, int[] oldRows)
        {
            int width = tensor.Data.Length / oldRows.Length;
            return new WeightTensor(tensor.Name, tensor.Shape, [.. oldRows.SelectMany(row => tensor.Data[(row * width)..((row + 1) * width)])]);
        }
    }

    [TestMethod]
    public void Files_of_others_are_never_replaced()
    {
        string run = folder.File("run");
        CommandLine.Run("train", "--corpus", TrainedModel.Corpus, "--output", run, "--hidden", "8", "--max-steps", "1").Succeeded();
        Dictionary<string, byte[]> files = new()
        {
            ["package.json"] = "{\"name\":\"my app\"}"u8.ToArray(),
            ["characters.json"] = "[\"\\n\",\"a\"]"u8.ToArray(),
            ["broken.json"] = "{"u8.ToArray(),
            ["other.onnx"] = [0x08, 0x08, 0x12, 0x07, .. "pytorch"u8],
            ["text.onnx"] = "no model"u8.ToArray(),
            ["whole.generate.onnx"] = "mine"u8.ToArray(),
            ["run/config.json"] = File.ReadAllBytes(Path.Combine(run, "config.json")),
        };
        foreach ((string name, byte[] content) in files)
        {
            File.WriteAllBytes(folder.File(name), content);
        }

        foreach (string name in files.Keys)
        {
            string output = folder.File(name.Replace(".json", ".onnx", StringComparison.Ordinal).Replace(".generate", "", StringComparison.Ordinal));
            CommandLine.Run("export", run, "--output", output, "--generate")
                .AssertComplains(1, $"{folder.File(name)} exists, and no export of CharRnn wrote it; give another output, or move that file away.");
            CollectionAssert.AreEqual(files[name], File.ReadAllBytes(folder.File(name)), name);
        }

        CommandLine.Run("inspect", run).Succeeded();
        Assert.IsFalse(File.Exists(folder.File("package.onnx")));
    }

    [TestMethod]
    public void Files_of_an_export_and_empty_ones_are_replaced()
    {
        File.WriteAllText(Onnx, "");
        foreach (string precision in (string[])["fp32", "int8"])
        {
            CommandLine.Run("export", TrainedModel.Run, "--output", Onnx, "--generate", "--precision", precision).Succeeded();
            StringAssert.Contains(CommandLine.Run("inspect", Onnx).Succeeded(), precision);
            StringAssert.Contains(File.ReadAllText(folder.File("m.json")), $"\"precision\":\"{precision}\"");
        }
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    public void An_input_is_never_replaced_wherever_symbolic_links_lead()
    {
        string run = folder.File("run");
        CommandLine.Run("train", "--corpus", TrainedModel.Corpus, "--output", run, "--hidden", "8", "--max-steps", "1").Succeeded();
        CommandLine.Run("export", run, "--output", Onnx).Succeeded();
        byte[] documents = File.ReadAllBytes(folder.File("m.json"));
        File.CreateSymbolicLink(folder.File("text.txt"), "elsewhere/m.json");
        Directory.CreateSymbolicLink(folder.File("elsewhere"), ".");
        CommandLine.Run("export", run, "--output", Onnx, "--calibrate", folder.File("text.txt")).AssertComplains(2, $"The output {folder.File("m.json")} is or holds the input {folder.File("text.txt")}; give another --output.");
        CollectionAssert.AreEqual(documents, File.ReadAllBytes(folder.File("m.json")));

        string weights = Path.Combine(run, "best.safetensors");
        foreach (string input in (string[])[run, weights, folder.File("elsewhere/run")])
        {
            CommandLine.Run("train", "--corpus", TrainedModel.Corpus, "--output", run, "--overwrite", "--init-from", input).AssertComplains(2, $"The output {run} is or holds the input {input}; give another --output.");
        }

        CommandLine.Run("train", "--corpus", Path.Combine(run, "samples.txt"), "--output", folder.File("elsewhere/run"), "--overwrite").AssertComplains(2, "is or holds the input");
        Assert.IsTrue(File.Exists(weights));
    }

    [TestMethod]
    public void Bad_usage_and_bad_files_are_refused()
    {
        CommandLine.Run("export", TrainedModel.Run, "--output", Onnx, "--precision", "int4").AssertComplains(2, "int4");
        CommandLine.Run("export", TrainedModel.Run, "--output", Onnx, "--force").AssertComplains(2, "--force is given without --calibrate;");
        CommandLine.Run("export", TrainedModel.Run, "--output", Onnx, "--cell", "gru").AssertComplains(2, "--cell can be given only with --vocabulary");
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
