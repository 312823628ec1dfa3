using static CharRnn.Export.GraphBuilder;
using static CharRnn.Export.Onnx.TensorProto.Types;

namespace CharRnn.Export;

/// <summary>
/// The network with matrices of 8-bit integers and a scale for each column. The other factor of a product is quantized at run time. An
/// LSTM is one DynamicQuantizeLSTM, an operator of ONNX Runtime. There is none for GRU and RNN, so these are a Scan of standard
/// operators.
/// </summary>
internal sealed class QuantizedGraph(GraphBuilder graph, ModelDescription description, Weights weights) : NetworkGraph(graph, description, weights)
{
    // A Scan has no directions.
    public override object[] HiddenShape => Description.Cell == Cell.Lstm ? base.HiddenShape : ["sequence", "batch", Description.HiddenSize];

    private bool hasDecoder;

    protected override void AddDecoder()
    {
        if (hasDecoder)
        {
            return;
        }

        hasDecoder = true;
        const string name = "decoder.weight";
        if (Description.Tied)
        {
            Graph.Node("Transpose", $"{name}.transposed", ["embedding.weight"], Attribute("perm", 1, 0));
            Graph.Node("Squeeze", $"{name}.scale", ["embedding.weight.scale", Graph.Initializer("column_axis", 1)]);
        }
        else
        {
            AddMatrix(name, Weights[name]);
        }

        AddVector("decoder.bias");
    }

    protected override void Decode(GraphBuilder graph, string name, string outputs, string logits) =>
        Multiply(graph, name, outputs, "decoder.weight", "decoder.bias", logits);

    protected override string Multiply(GraphBuilder graph, string name, string input, string weight, string bias)
    {
        AddMatrix(weight, Weights[weight]);
        return Multiply(graph, name, input, weight, AddVector(bias), name);
    }

    protected override string Embed(string ids)
    {
        if (Description.EmbeddingSize == 0)
        {
            return OneHot(ids);
        }

        QuantizedMatrix embedding = QuantizedMatrix.ByRow(Weights["embedding.weight"]);
        Graph.Initializer("embedding.weight", embedding.Values, embedding.Rows, embedding.Columns);
        Graph.Initializer("embedding.weight.scale", embedding.Scales, embedding.Rows, 1);
        string rows = Graph.Node("Gather", "embedding.int8", ["embedding.weight", ids], Attribute("axis", 0L));
        string scales = Graph.Node("Gather", "embedding.scale", ["embedding.weight.scale", ids], Attribute("axis", 0L));
        string floats = Graph.Node("Cast", "embedding.fp32", [rows], Attribute("to", DataType.Float));
        return Graph.Node("Mul", "embedding", [floats, scales]);
    }

    protected override string Recur(int layer, string sequence, string[] statesIn, string[] statesOut) =>
        Description.Cell == Cell.Lstm ? RecurLstm(layer, sequence, statesIn, statesOut) : RecurByScan(layer, sequence, statesIn[0], statesOut[0]);

    private string RecurLstm(int layer, string sequence, string[] statesIn, string[] statesOut)
    {
        string name = $"rnn.l{layer}";
        int directions = Description.Directions;
        int gates = Description.GateCount * Description.HiddenSize;
        string[] suffixes = [.. Enumerable.Range(0, directions).Select(direction => CharRnn.Weights.LayerSuffix(layer, direction))];
        float[] bias = [.. suffixes.SelectMany(suffix => (float[])[.. GateOrder.ToOnnx(Cell.Lstm, Weights[$"rnn.bias_ih_{suffix}"]), .. GateOrder.ToOnnx(Cell.Lstm, Weights[$"rnn.bias_hh_{suffix}"])])];
        string zeros = Graph.Initializer("rnn.zero_points", new sbyte[directions * gates], directions, gates);
        foreach ((string letter, string kind) in (ReadOnlySpan<(string, string)>)[("W", "weight_ih"), ("R", "weight_hh")])
        {
            QuantizedMatrix[] matrices = [.. suffixes.Select(suffix => Weights[$"rnn.{kind}_{suffix}"])
                .Select(weight => QuantizedMatrix.ByRow(new WeightTensor(weight.Name, weight.Shape, GateOrder.ToOnnx(Cell.Lstm, weight))))];
            Graph.Initializer($"{name}.{letter}", (sbyte[])[.. matrices.SelectMany(matrix => matrix.TransposedValues())], directions, matrices[0].Columns, matrices[0].Rows);
            Graph.Initializer($"{name}.{letter}.scale", (float[])[.. matrices.SelectMany(matrix => matrix.Scales)], directions, matrices[0].Rows);
        }

        Graph.Initializer($"{name}.B", bias, directions, bias.Length / directions);
        const string none = ""; // sequence lengths, and peepholes
        Graph.MicrosoftNode(
            "DynamicQuantizeLSTM",
            name,
            [sequence, $"{name}.W", $"{name}.R", $"{name}.B", none, .. statesIn, none, $"{name}.W.scale", zeros, $"{name}.R.scale", zeros],
            [HiddenName(layer), .. statesOut],
            [Attribute("hidden_size", (long)Description.HiddenSize), .. DirectionAttributes()]);
        return JoinDirections(layer);
    }

    private string RecurByScan(int layer, string sequence, string stateIn, string stateOut)
    {
        string name = $"rnn.l{layer}";
        if (!Description.Bidirectional)
        {
            return AddScan(name, $"l{layer}", sequence, stateIn, stateOut, HiddenName(layer));
        }

        string[] suffixes = [CharRnn.Weights.LayerSuffix(layer, 0), CharRnn.Weights.LayerSuffix(layer, 1)];
        string[] before = [.. suffixes.Select(suffix => $"{name}.{suffix}.in")];
        string[] after = [.. suffixes.Select(suffix => $"{name}.{suffix}.out")];
        Graph.Node("Split", $"{name}.by_direction", [stateIn], before, Attribute("axis", 0L));
        string[] outputs = [.. suffixes.Select((suffix, direction) => AddScan(
            $"rnn.{suffix}", suffix, sequence, before[direction], after[direction], $"{name}.{suffix}.outputs", Attribute("scan_input_directions", [direction]), Attribute("scan_output_directions", [direction])))];
        Graph.Node("Concat", stateOut, after, Attribute("axis", 0L));
        return Graph.Node("Concat", $"{name}.outputs", outputs, Attribute("axis", 2L));
    }

    // The equations are those of torch.nn.GRU and torch.nn.RNN, and so is the order of the gates.
    private string AddScan(string name, string suffix, string sequence, string stateIn, string stateOut, string outputs, params ReadOnlySpan<Onnx.AttributeProto> directions)
    {
        string inputBias = AddVector($"rnn.bias_ih_{suffix}");
        string recurrentBias = AddVector($"rnn.bias_hh_{suffix}");
        AddMatrix($"{name}.W", Weights[$"rnn.weight_ih_{suffix}"]);
        AddMatrix($"{name}.R", Weights[$"rnn.weight_hh_{suffix}"]);
        string fromInputs = Multiply(Graph, $"{name}.inputs", sequence, $"{name}.W", inputBias, $"{name}.inputs");

        GraphBuilder step = Graph.Body($"{name}.step");
        string hidden = step.Input($"{name}.h", DataType.Float, "Hidden state before.", "batch", Description.HiddenSize);
        string input = step.Input($"{name}.input", DataType.Float, "What the input adds to the gates.", "batch", Description.GateCount * Description.HiddenSize);
        string fromHidden = Multiply(step, $"{name}.recurrent", hidden, $"{name}.R", recurrentBias, $"{name}.recurrent");
        string after = Description.Cell == Cell.Gru ? GruStep(step, name, input, fromHidden, hidden) : RnnStep(step, name, input, fromHidden);
        string output = step.Node("Identity", $"{name}.output", [after]);
        step.Output(after, DataType.Float, "Hidden state after.", "batch", Description.HiddenSize);
        step.Output(output, DataType.Float, "The same, as the step's output.", "batch", Description.HiddenSize);

        return Scan(name, step, stateIn, fromInputs, stateOut, outputs, directions);
    }

    private static string GruStep(GraphBuilder step, string name, string input, string fromHidden, string hidden)
    {
        string[] inputGates = SplitGates(step, input);
        string[] hiddenGates = SplitGates(step, fromHidden);
        string reset = Sigmoid("r", 0);
        string update = Sigmoid("z", 1);
        string remembered = step.Node("Mul", $"{name}.n.recurrent", [reset, hiddenGates[2]]);
        string candidate = step.Node("Tanh", $"{name}.n", [step.Node("Add", $"{name}.n.sum", [inputGates[2], remembered])]);

        // h' = (1 - z) n + z h = n + z (h - n)
        string change = step.Node("Mul", $"{name}.change", [update, step.Node("Sub", $"{name}.difference", [hidden, candidate])]);
        return step.Node("Add", $"{name}.h.next", [candidate, change]);

        string Sigmoid(string gate, int index) =>
            step.Node("Sigmoid", $"{name}.{gate}", [step.Node("Add", $"{name}.{gate}.sum", [inputGates[index], hiddenGates[index]])]);
    }

    private string RnnStep(GraphBuilder step, string name, string input, string fromHidden) => step.Node(
        Description.Nonlinearity == Nonlinearity.Relu ? "Relu" : "Tanh", $"{name}.h.next", [step.Node("Add", $"{name}.sum", [input, fromHidden])]);

    private static string[] SplitGates(GraphBuilder step, string sum)
    {
        string[] gates = [$"{sum}.r", $"{sum}.z", $"{sum}.n"];
        step.Node("Split", $"{sum}.by_gate", [sum], gates, Attribute("axis", 1L));
        return gates;
    }

    private string AddVector(string name) => Graph.Initializer(name, Weights[name].Data, Weights[name].Shape[0]);

    /// <summary>Adds a matrix [outputs, inputs] as [inputs, outputs], with a scale for each output.</summary>
    private void AddMatrix(string name, WeightTensor weight)
    {
        QuantizedMatrix matrix = QuantizedMatrix.ByRow(weight);
        Graph.Initializer($"{name}.transposed", matrix.TransposedValues(), matrix.Columns, matrix.Rows);
        Graph.Initializer($"{name}.scale", matrix.Scales, matrix.Rows);
    }

    /// <summary>Adds a matrix product in the form that ONNX Runtime fuses: quantize, multiply integers, scale, add the bias.</summary>
    /// <returns>The name of the product, [..., outputs], in 32-bit floats.</returns>
    private static string Multiply(GraphBuilder graph, string name, string input, string matrix, string bias, string result)
    {
        graph.Node("DynamicQuantizeLinear", $"{name}.quantize", [input], [$"{name}.input.uint8", $"{name}.input.scale", $"{name}.input.zero_point"]);
        string integers = graph.Node("MatMulInteger", $"{name}.int32", [$"{name}.input.uint8", $"{matrix}.transposed", $"{name}.input.zero_point"]);
        string floats = graph.Node("Cast", $"{name}.fp32", [integers], Attribute("to", DataType.Float));
        string scale = graph.Node("Mul", $"{name}.scale", [$"{name}.input.scale", $"{matrix}.scale"]);
        string product = graph.Node("Mul", $"{name}.product", [floats, scale]);
        return graph.Node("Add", result, [product, bias]);
    }
}
