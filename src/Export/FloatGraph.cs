using CharRnn.Export.Onnx;
using static CharRnn.Export.GraphBuilder;
using static CharRnn.Export.Onnx.TensorProto.Types;

namespace CharRnn.Export;

/// <summary>
/// The network in floats of 32 bits, or of 16 bits for a GPU: then weights and arithmetic are of 16 bits, and states and
/// logits are turned where they enter and leave.
/// </summary>
internal sealed class FloatGraph(GraphBuilder graph, ModelDescription description, Weights weights) : NetworkGraph(graph, description, weights)
{
    private bool IsHalf => Description.Precision == Precision.Fp16;

    public override void Decode(string outputs, string logits)
    {
        const string transposed = "decoder.weight.transposed";
        if (Description.Tied)
        {
            Graph.Node("Transpose", transposed, ["embedding.weight"], Attribute("perm", 1, 0));
        }
        else
        {
            WeightTensor decoder = Weights["decoder.weight"];
            Initializer(transposed, Matrix.Transpose(decoder.Data, decoder.Shape[0], decoder.Shape[1]), decoder.Shape[1], decoder.Shape[0]);
        }

        string product = Graph.Node("MatMul", "decoder", [outputs, transposed]);
        string bias = Graph.Initializer("decoder.bias", Weights["decoder.bias"].Data, Description.VocabularySize);
        Graph.Node("Add", logits, [IsHalf ? Cast(product, DataType.Float) : product, bias]);
    }

    protected override string Embed(string ids)
    {
        if (Description.EmbeddingSize == 0)
        {
            return IsHalf ? Cast(OneHot(ids), DataType.Float16) : OneHot(ids);
        }

        WeightTensor embedding = Weights["embedding.weight"];
        Initializer(embedding.Name, embedding.Data, embedding.Shape[0], embedding.Shape[1]);
        return Graph.Node("Gather", "embedding", [embedding.Name, ids], Attribute("axis", 0L));
    }

    protected override string Recur(int layer, string sequence, string[] statesIn, string[] statesOut)
    {
        string name = $"rnn.l{layer}";
        WeightTensor input = Weights[$"rnn.weight_ih_l{layer}"];
        WeightTensor recurrent = Weights[$"rnn.weight_hh_l{layer}"];
        float[] bias =
        [
            .. GateOrder.ToOnnx(Description.Cell, Weights[$"rnn.bias_ih_l{layer}"]),
            .. GateOrder.ToOnnx(Description.Cell, Weights[$"rnn.bias_hh_l{layer}"]),
        ];

        // The leading 1 is the number of directions.
        Initializer($"{name}.W", GateOrder.ToOnnx(Description.Cell, input), 1, input.Shape[0], input.Shape[1]);
        Initializer($"{name}.R", GateOrder.ToOnnx(Description.Cell, recurrent), 1, recurrent.Shape[0], recurrent.Shape[1]);
        Initializer($"{name}.B", bias, 1, bias.Length);
        const string withoutSequenceLengths = "";
        string[] before = IsHalf ? [.. statesIn.Select(state => Cast(state, DataType.Float16))] : statesIn;
        string[] after = IsHalf ? [.. statesOut.Select(state => $"{state}.fp16")] : statesOut;
        Graph.Node(
            Description.Cell.ToString().ToUpperInvariant(),
            name,
            [sequence, $"{name}.W", $"{name}.R", $"{name}.B", withoutSequenceLengths, .. before],
            [$"{name}.Y", .. after],
            [Attribute("hidden_size", (long)Description.HiddenSize), .. CellAttributes()]);
        foreach (string state in IsHalf ? statesOut : [])
        {
            Graph.Node("Cast", state, [$"{state}.fp16"], Attribute("to", DataType.Float));
        }

        return WithoutDirection($"{name}.outputs", $"{name}.Y");
    }

    private AttributeProto[] CellAttributes() => Description.Cell switch
    {
        Cell.Gru => [Attribute("linear_before_reset", 1L)], // PyTorch resets after the matrix, as cuDNN does
        Cell.Rnn when Description.Nonlinearity == Nonlinearity.Relu => [Attribute("activations", "Relu")],
        _ => [],
    };

    private string Cast(string tensor, DataType type) =>
        Graph.Node("Cast", $"{tensor}.{(type == DataType.Float16 ? "fp16" : "fp32")}", [tensor], Attribute("to", type));

    private void Initializer(string name, float[] data, params ReadOnlySpan<long> shape)
    {
        if (IsHalf)
        {
            Graph.Initializer(name, ToHalf(name, data), shape);
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
            : throw new InvalidModelException($"The model cannot be exported in fp16: {name} holds {data[tooLarge]}; a float of 16 bits ends at {Half.MaxValue}.");
    }
}
