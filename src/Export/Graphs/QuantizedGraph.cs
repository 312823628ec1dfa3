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
        int gates = Description.GateCount * Description.HiddenSize;
        float[] bias = [.. GateOrder.ToOnnx(Cell.Lstm, Weights[$"rnn.bias_ih_l{layer}"]), .. GateOrder.ToOnnx(Cell.Lstm, Weights[$"rnn.bias_hh_l{layer}"])];
        string zeros = Graph.Initializer("rnn.zero_points", new sbyte[gates], 1, gates);
        foreach ((string letter, string tensor) in (ReadOnlySpan<(string, string)>)[("W", $"rnn.weight_ih_l{layer}"), ("R", $"rnn.weight_hh_l{layer}")])
        {
            WeightTensor weight = Weights[tensor];
            QuantizedMatrix matrix = QuantizedMatrix.ByRow(new WeightTensor(tensor, weight.Shape, GateOrder.ToOnnx(Cell.Lstm, weight)));
            Graph.Initializer($"{name}.{letter}", matrix.TransposedValues(), 1, matrix.Columns, matrix.Rows);
            Graph.Initializer($"{name}.{letter}.scale", matrix.Scales, 1, matrix.Rows);
        }

        Graph.Initializer($"{name}.B", bias, 1, bias.Length);
        const string none = ""; // sequence lengths, and peepholes
        Graph.MicrosoftNode(
            "DynamicQuantizeLSTM",
            name,
            [sequence, $"{name}.W", $"{name}.R", $"{name}.B", none, .. statesIn, none, $"{name}.W.scale", zeros, $"{name}.R.scale", zeros],
            [HiddenName(layer), .. statesOut],
            Attribute("hidden_size", (long)Description.HiddenSize));
        return WithoutDirection(layer);
    }

    // The equations are those of torch.nn.GRU and torch.nn.RNN, and so is the order of the gates.
    private string RecurByScan(int layer, string sequence, string stateIn, string stateOut)
    {
        string name = $"rnn.l{layer}";
        string inputBias = AddVector($"rnn.bias_ih_l{layer}");
        string recurrentBias = AddVector($"rnn.bias_hh_l{layer}");
        AddMatrix($"{name}.W", Weights[$"rnn.weight_ih_l{layer}"]);
        AddMatrix($"{name}.R", Weights[$"rnn.weight_hh_l{layer}"]);
        string fromInputs = Multiply(Graph, $"{name}.inputs", sequence, $"{name}.W", inputBias, $"{name}.inputs");

        GraphBuilder step = Graph.Body($"{name}.step");
        string hidden = step.Input($"{name}.h", DataType.Float, "Hidden state before.", "batch", Description.HiddenSize);
        string input = step.Input($"{name}.input", DataType.Float, "What the input adds to the gates.", "batch", Description.GateCount * Description.HiddenSize);
        string fromHidden = Multiply(step, $"{name}.recurrent", hidden, $"{name}.R", recurrentBias, $"{name}.recurrent");
        string after = Description.Cell == Cell.Gru ? GruStep(step, name, input, fromHidden, hidden) : RnnStep(step, name, input, fromHidden);
        string output = step.Node("Identity", $"{name}.output", [after]);
        step.Output(after, DataType.Float, "Hidden state after.", "batch", Description.HiddenSize);
        step.Output(output, DataType.Float, "The same, as the step's output.", "batch", Description.HiddenSize);

        return Scan(name, step, stateIn, fromInputs, stateOut, HiddenName(layer));
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
