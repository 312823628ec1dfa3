using CharRnn.Export.Onnx;
using static CharRnn.Export.GraphBuilder;

namespace CharRnn.Export;

/// <summary>
/// The network in floats. All arithmetic is in 32 bits. The precision fp16 only stores the weights in half the bytes, because ONNX
/// Runtime's CPU kernels have no LSTM of 16 bits, and some versions crash on one.
/// </summary>
internal sealed class FloatGraph(GraphBuilder graph, ModelDescription description, Weights weights) : NetworkGraph(graph, description, weights)
{
    private const string DecoderWeight = "decoder.weight.transposed";

    private readonly HashSet<string> added = []; // weights

    protected override void AddDecoder()
    {
        if (!Description.Tied)
        {
            AddTransposed("decoder.weight");
        }
        else if (added.Add(DecoderWeight))
        {
            Graph.Node("Transpose", DecoderWeight, ["embedding.weight"], Attribute("perm", 1, 0));
        }
    }

    protected override void Decode(GraphBuilder graph, string name, string outputs, string logits)
    {
        string product = graph.Node("MatMul", name, [outputs, DecoderWeight]);
        AddWeight("decoder.bias", Weights["decoder.bias"].Data, Description.OutputSize);
        graph.Node("Add", logits, [product, "decoder.bias"]);
    }

    protected override string Multiply(GraphBuilder graph, string name, string input, string weight, string bias)
    {
        AddTransposed(weight);
        AddWeight(bias, Weights[bias].Data, Weights[bias].Shape[0]);
        return graph.Node("Add", name, [graph.Node("MatMul", $"{name}.product", [input, $"{weight}.transposed"]), bias]);
    }

    protected override string Embed(string ids)
    {
        if (Description.EmbeddingSize == 0)
        {
            return OneHot(ids);
        }

        WeightTensor embedding = Weights["embedding.weight"];
        AddWeight(embedding.Name, embedding.Data, embedding.Shape[0], embedding.Shape[1]);
        return Graph.Node("Gather", "embedding", [embedding.Name, ids], Attribute("axis", 0L));
    }

    protected override string Recur(int layer, string sequence, string[] statesIn, string[] statesOut)
    {
        string name = $"rnn.l{layer}";
        int directions = Description.Directions;
        IReadOnlyList<int> input = Weights[$"rnn.weight_ih_l{layer}"].Shape;
        IReadOnlyList<int> recurrent = Weights[$"rnn.weight_hh_l{layer}"].Shape;
        AddWeight($"{name}.W", OfDirections(layer, "weight_ih"), directions, input[0], input[1]);
        AddWeight($"{name}.R", OfDirections(layer, "weight_hh"), directions, recurrent[0], recurrent[1]);
        AddWeight($"{name}.B", OfDirections(layer, "bias_ih", "bias_hh"), directions, 2 * input[0]);
        const string withoutSequenceLengths = "";
        Graph.Node(
            Description.Cell.ToString().ToUpperInvariant(),
            name,
            [sequence, $"{name}.W", $"{name}.R", $"{name}.B", withoutSequenceLengths, .. statesIn],
            [HiddenName(layer), .. statesOut],
            [Attribute("hidden_size", (long)Description.HiddenSize), .. CellAttributes(), .. DirectionAttributes()]);
        return JoinDirections(layer);
    }

    // The tensors of each direction of a layer, one after the other.
    private float[] OfDirections(int layer, params string[] kinds)
    {
        List<float> values = [];
        for (int direction = 0; direction < Description.Directions; direction++)
        {
            foreach (string kind in kinds)
            {
                values.AddRange(GateOrder.ToOnnx(Description.Cell, Weights[$"rnn.{kind}_{CharRnn.Weights.LayerSuffix(layer, direction)}"]));
            }
        }

        return [.. values];
    }

    private AttributeProto[] CellAttributes() => Description.Cell switch
    {
        Cell.Gru => [Attribute("linear_before_reset", 1L)], // PyTorch, like cuDNN, applies the reset gate after the matrix product
        Cell.Rnn when Description.Nonlinearity == Nonlinearity.Relu => [Attribute("activations", [.. Enumerable.Repeat("Relu", Description.Directions)])],
        _ => [],
    };

    private void AddTransposed(string name)
    {
        WeightTensor weight = Weights[name];
        AddWeight($"{name}.transposed", Matrix.Transpose(weight.Data, weight.Shape[0], weight.Shape[1]), weight.Shape[1], weight.Shape[0]);
    }

    private void AddWeight(string name, float[] data, params ReadOnlySpan<long> shape)
    {
        if (!added.Add(name))
        {
            return;
        }

        if (Description.Precision == Precision.Fp16)
        {
            Graph.WidenedInitializer(name, ToHalf(name, data), shape);
        }
        else
        {
            Graph.Initializer(name, data, shape);
        }
    }

    private static Half[] ToHalf(string name, float[] data)
    {
        Half[] halves = Array.ConvertAll(data, value => (Half)value);
        int tooLarge = Array.FindIndex(halves, Half.IsInfinity);
        return tooLarge < 0
            ? halves
            : throw new InvalidModelException($"The model cannot be exported in fp16: {name} holds {data[tooLarge]}; the largest float of 16 bits is {Half.MaxValue}.");
    }
}
