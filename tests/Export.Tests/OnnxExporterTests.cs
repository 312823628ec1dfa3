using CharRnn.Export.Onnx;

namespace CharRnn.Export.Tests;

[TestClass]
public sealed class OnnxExporterTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [TestMethod]
    [DataRow(1)]
    [DataRow(3)]
    public void The_file_has_the_inputs_outputs_and_versions_of_the_contract(int layers)
    {
        ModelProto model = ModelProto.Parser.ParseFrom(OnnxExporter.ToBytes(MakeWeights(layers)));
        Assert.AreEqual(8, model.IrVersion);
        Assert.AreEqual(("", 17L), (model.OpsetImport.Single().Domain, model.OpsetImport.Single().Version));
        CollectionAssert.AreEqual((string[])["input_ids", "h_in", "c_in"], model.Graph.Input.Select(value => value.Name).ToArray());
        CollectionAssert.AreEqual((string[])["logits", "h_out", "c_out", "hidden", .. Enumerable.Range(0, layers - 1).Select(layer => $"hidden_l{layer}")], model.Graph.Output.Select(value => value.Name).ToArray());
        Assert.AreEqual("batch,sequence", ShapeOf(model.Graph.Input[0]));
        Assert.AreEqual($"{layers},batch,3", ShapeOf(model.Graph.Input[1]));
        Assert.AreEqual("batch,sequence,4", ShapeOf(model.Graph.Output[0]));
        Assert.AreEqual("batch,sequence,3", ShapeOf(model.Graph.Output[3]));
        Assert.IsTrue(model.Graph.Output.Skip(4).All(value => ShapeOf(value) == "sequence,1,batch,3"));
        CollectionAssert.AreEqual(
            (string[])["charrnn.description", "charrnn.vocabulary", "charrnn.training"], model.MetadataProps.Select(property => property.Key).ToArray());
        Assert.HasCount(layers, model.Graph.Node.Where(node => node.OpType == "LSTM"));
    }

    [TestMethod]
    [DataRow(Cell.Lstm, Precision.Fp32)]
    [DataRow(Cell.Lstm, Precision.Int8)]
    [DataRow(Cell.Gru, Precision.Fp16)]
    [DataRow(Cell.Rnn, Precision.Int8)]
    public void No_node_computes_hidden_states_for_their_outputs_alone(Cell cell, Precision precision)
    {
        GraphProto graph = ModelProto.Parser.ParseFrom(OnnxExporter.ToBytes(MakeWeights(3, cell: cell), precision)).Graph;
        string[] hidden = [.. graph.Output.Select(value => value.Name).Where(name => name.StartsWith("hidden", StringComparison.Ordinal))];
        CollectionAssert.AreEquivalent((string[])["hidden", "hidden_l0", "hidden_l1"], hidden);
        Assert.IsTrue(hidden.All(name => graph.Node.Any(node => node.Input.Contains(name))), "What a node reads is computed in any case.");
    }

    [TestMethod]
    public void The_same_weights_give_the_same_bytes_and_a_json_file_beside()
    {
        string path = folder.File("m.onnx");
        OnnxExporter.Export(MakeWeights(2), path);
        CollectionAssert.AreEqual(OnnxExporter.ToBytes(MakeWeights(2)), File.ReadAllBytes(path));
        string json = File.ReadAllText(folder.File("m.json"));
        foreach ((string key, string document) in MakeWeights(2).Metadata.ToDocuments())
        {
            StringAssert.Contains(json, $"\"{key}\": {document}");
        }
    }

    [TestMethod]
    [DataRow(Precision.Fp16, 0.51)]
    [DataRow(Precision.Int8, 0.30)]
    public void A_smaller_precision_makes_a_smaller_file_in_both_forms(Precision precision, double most)
    {
        WeightsFile weights = MakeWeights(2, hidden: 128);
        Assert.IsLessThan(most, (double)OnnxExporter.ToBytes(weights, precision).Length / OnnxExporter.ToBytes(weights).Length);
        Assert.IsLessThan(most, (double)OnnxExporter.ToGenerationBytes(weights, precision).Length / OnnxExporter.ToGenerationBytes(weights).Length);
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void In_fp16_every_weight_is_cast_once_in_the_outermost_graph(bool generation)
    {
        WeightsFile weights = MakeWeights(2);
        byte[] onnx = generation ? OnnxExporter.ToGenerationBytes(weights, Precision.Fp16) : OnnxExporter.ToBytes(weights, Precision.Fp16);
        GraphProto graph = ModelProto.Parser.ParseFrom(onnx).Graph;
        string[] halves = [.. graph.Initializer.Where(tensor => tensor.DataType == (int)TensorProto.Types.DataType.Float16).Select(tensor => tensor.Name)];
        string[] weightsRead = ["embedding.weight", "rnn.l0.W", "rnn.l0.R", "rnn.l0.B", "rnn.l1.W", "rnn.l1.R", "rnn.l1.B", "decoder.weight.transposed", "decoder.bias"];
        CollectionAssert.AreEquivalent(weightsRead.Select(name => $"{name}.fp16").ToArray(), halves);
        NodeProto[] casts = [.. graph.Node.Where(node => node.Input.Any(halves.Contains))];
        Assert.IsTrue(casts.All(node => node.OpType == "Cast"));
        CollectionAssert.AreEquivalent(weightsRead, casts.Select(node => node.Output.Single()).ToArray());
    }

    [TestMethod]
    [DataRow(Cell.Lstm, "com.microsoft.DynamicQuantizeLSTM")]
    [DataRow(Cell.Gru, "Scan")]
    [DataRow(Cell.Rnn, "Scan")]
    public void A_file_tells_what_it_is_without_being_run(Cell cell, string operation)
    {
        string path = folder.File("m.onnx");
        OnnxExporter.Export(MakeWeights(2, cell: cell), path, Precision.Int8, generate: true);
        OnnxSummary summary = OnnxSummary.Read(path);
        Assert.AreEqual(Precision.Int8, summary.Metadata.Description.Precision);
        Assert.AreEqual(2, summary.Operators.Single(count => count.Key == operation).Value);
        CollectionAssert.Contains(summary.Inputs.ToArray(), "h_in float [2, batch, 3]");
        CollectionAssert.Contains(summary.Outputs.ToArray(), "hidden float [batch, sequence, 3]");
        CollectionAssert.Contains(summary.Outputs.ToArray(), $"hidden_l0 float [sequence, {(cell == Cell.Lstm ? "1, " : "")}batch, 3]");
        Assert.AreEqual(1, OnnxSummary.Read(folder.File("m.generate.onnx")).Operators.Single(count => count.Key == "Loop").Value);
    }

    [TestMethod]
    public void Weights_that_16_bits_cannot_hold_are_refused()
    {
        WeightsFile weights = MakeWeights(1);
        weights.Weights["decoder.weight"].Data[3] = 70_000;
        StringAssert.Contains(Assert.ThrowsExactly<InvalidModelException>(() => OnnxExporter.ToBytes(weights, Precision.Fp16)).Message, "holds 70000; the largest float of 16 bits is 65500.");
    }

    [TestMethod]
    public void A_damaged_or_missing_file_has_no_summary()
    {
        string path = folder.File("m.onnx");
        byte[] whole = OnnxExporter.ToBytes(MakeWeights(1));
        for (int length = 0; length < whole.Length; length += 1 + (length / 20))
        {
            File.WriteAllBytes(path, whole[..length]);
            StringAssert.Contains(Assert.ThrowsExactly<InvalidModelException>(() => OnnxSummary.Read(path)).Message, path);
        }

        StringAssert.StartsWith(Assert.ThrowsExactly<InvalidModelException>(() => OnnxSummary.Read(folder.File("none.onnx"))).Message, "Cannot read ");
    }

    [TestMethod]
    public void Another_ending_than_onnx_is_refused() =>
        Assert.AreEqual(
            "The output is model.bin; must end in .onnx.",
            Assert.ThrowsExactly<InvalidOptionsException>(() => OnnxExporter.Export(MakeWeights(1), "model.bin")).Message);

    [TestMethod]
    public void A_precision_that_is_no_value_of_the_enumeration_is_refused_before_anything_is_written()
    {
        StringAssert.Contains(
            Assert.ThrowsExactly<InvalidOptionsException>(() => OnnxExporter.Export(MakeWeights(1), folder.File("m.onnx"), (Precision)7)).Message,
            "The precision is 7; must be one of fp32, fp16, int8.");
        Assert.ThrowsExactly<InvalidOptionsException>(() => OnnxExporter.ToBytes(MakeWeights(1), (Precision)7));
        Assert.ThrowsExactly<InvalidOptionsException>(() => OnnxExporter.ToGenerationBytes(MakeWeights(1), (Precision)7));
        Assert.IsFalse(File.Exists(folder.File("m.onnx")));
        Assert.IsFalse(File.Exists(folder.File("m.json")));
    }

    [TestMethod]
    public void A_file_of_others_is_left_alone()
    {
        File.WriteAllText(folder.File("m.json"), "{}");
        string message = Assert.ThrowsExactly<CharRnnException>(() => OnnxExporter.Export(MakeWeights(1), folder.File("m.onnx"))).Message;
        Assert.AreEqual($"{folder.File("m.json")} exists, and no export of CharRnn wrote it; give another output, or move that file away.", message);
        Assert.AreEqual("{}", File.ReadAllText(folder.File("m.json")));
        Assert.IsFalse(File.Exists(folder.File("m.onnx")));
    }

    [TestMethod]
    public void A_place_that_cannot_be_written_is_refused()
    {
        string path = folder.File("no/such/folder.onnx");
        StringAssert.StartsWith(Assert.ThrowsExactly<CharRnnException>(() => OnnxExporter.Export(MakeWeights(1), path)).Message, "Cannot write ");
    }

    private static string ShapeOf(ValueInfoProto value) => string.Join(
        ',', value.Type.TensorType.Shape.Dim.Select(dimension => dimension.HasDimParam ? dimension.DimParam : $"{dimension.DimValue}"));

    private static WeightsFile MakeWeights(int layers, int hidden = 3, Cell cell = Cell.Lstm)
    {
        ModelDescription description = new() { Cell = cell, Layers = layers, HiddenSize = hidden, EmbeddingSize = 2, VocabularySize = 4 };
        RandomSource random = new(1);
        Weights weights = new(description, Weights.Layout(description).Select(entry => new WeightTensor(
            entry.Name, entry.Shape, [.. Enumerable.Range(0, entry.Shape.Aggregate(1, (product, size) => product * size)).Select(_ => (float)random.NextDouble())])));
        return new WeightsFile(new ModelMetadata(description, Vocabulary.FromRunes("\nabc".EnumerateRunes()), new TrainingRecord()), weights);
    }
}
