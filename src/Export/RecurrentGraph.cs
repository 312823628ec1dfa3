using CharRnn.Export.Onnx;
using static CharRnn.Export.GraphBuilder;
using static CharRnn.Export.Onnx.TensorProto.Types;

namespace CharRnn.Export;

/// <summary>
/// The graph of a model: ids and states in, logits and states out. ONNX Runtime's CPU kernels take sequence-first tensors
/// only, so ids are transposed on the way in and the last layer's outputs on the way out.
/// </summary>
internal sealed class RecurrentGraph
{
    private readonly ModelDescription description;
    private readonly Weights weights;
    private readonly GraphBuilder graph = new("char_rnn");

    private RecurrentGraph(ModelDescription description, Weights weights)
    {
        this.description = description;
        this.weights = weights;
    }

    public static GraphProto Build(ModelDescription description, Weights weights) => new RecurrentGraph(description, weights).Build();

    private GraphProto Build()
    {
        object[] stateShape = [description.Layers, "batch", description.HiddenSize];
        graph.Input("input_ids", DataType.Int64, "Ids of the symbols read.", "batch", "sequence");
        graph.Input("h_in", DataType.Float, "Hidden state before the first symbol; zeros to start.", stateShape);
        if (description.HasCellState)
        {
            graph.Input("c_in", DataType.Float, "Cell state before the first symbol; zeros to start.", stateShape);
        }

        graph.Output("logits", DataType.Float, "Scores of the symbol after each one read.", "batch", "sequence", description.VocabularySize);
        graph.Output("h_out", DataType.Float, "Hidden state after the last symbol.", stateShape);
        if (description.HasCellState)
        {
            graph.Output("c_out", DataType.Float, "Cell state after the last symbol.", stateShape);
        }

        string sequence = Embed();
        string[][] statesIn = [.. StateNames("in").Select(SplitByLayer)];
        string[][] statesOut = [.. StateNames("out").Select(NamesByLayer)];
        for (int layer = 0; layer < description.Layers; layer++)
        {
            sequence = Recur(layer, sequence, [.. statesIn.Select(state => state[layer])], [.. statesOut.Select(state => state[layer])]);
        }

        foreach ((string state, string[] byLayer) in StateNames("out").Zip(statesOut))
        {
            JoinLayers(state, byLayer);
        }

        Decode(sequence);
        return graph.Build();
    }

    private string[] StateNames(string direction) => description.HasCellState ? [$"h_{direction}", $"c_{direction}"] : [$"h_{direction}"];

    /// <returns>[sequence, batch, embedding], or [sequence, batch, vocabulary] of zeros and ones.</returns>
    private string Embed()
    {
        string idsByTime = graph.Node("Transpose", "input_ids.by_time", ["input_ids"], ["input_ids.by_time"], Attribute("perm", 1, 0));
        if (description.EmbeddingSize == 0)
        {
            string depth = graph.Initializer("one_hot.depth", (ReadOnlySpan<long>)[description.VocabularySize]);
            string values = graph.Initializer("one_hot.values", (ReadOnlySpan<float>)[0, 1], 2);
            return graph.Node("OneHot", "one_hot", [idsByTime, depth, values], ["one_hot"], Attribute("axis", -1L));
        }

        WeightTensor embedding = weights["embedding.weight"];
        graph.Initializer(embedding.Name, embedding.Data, embedding.Shape[0], embedding.Shape[1]);
        return graph.Node("Gather", "embedding", [embedding.Name, idsByTime], ["embedding"], Attribute("axis", 0L));
    }

    /// <returns>The layer's outputs, [sequence, batch, hidden].</returns>
    private string Recur(int layer, string sequence, string[] statesIn, string[] statesOut)
    {
        string name = $"rnn.l{layer}";
        WeightTensor input = weights[$"rnn.weight_ih_l{layer}"];
        WeightTensor recurrent = weights[$"rnn.weight_hh_l{layer}"];
        float[] bias =
        [
            .. GateOrder.ToOnnx(description.Cell, weights[$"rnn.bias_ih_l{layer}"]),
            .. GateOrder.ToOnnx(description.Cell, weights[$"rnn.bias_hh_l{layer}"]),
        ];

        // The leading 1 is the number of directions.
        graph.Initializer($"{name}.W", GateOrder.ToOnnx(description.Cell, input), 1, input.Shape[0], input.Shape[1]);
        graph.Initializer($"{name}.R", GateOrder.ToOnnx(description.Cell, recurrent), 1, recurrent.Shape[0], recurrent.Shape[1]);
        graph.Initializer($"{name}.B", bias, 1, bias.Length);
        const string withoutSequenceLengths = "";
        graph.Node(
            description.Cell.ToString().ToUpperInvariant(),
            name,
            [sequence, $"{name}.W", $"{name}.R", $"{name}.B", withoutSequenceLengths, .. statesIn],
            [$"{name}.Y", .. statesOut],
            [Attribute("hidden_size", (long)description.HiddenSize), .. CellAttributes()]);
        return graph.Node("Squeeze", $"{name}.outputs", [$"{name}.Y", DirectionAxis()], [$"{name}.outputs"]);
    }

    private AttributeProto[] CellAttributes() => description.Cell switch
    {
        Cell.Gru => [Attribute("linear_before_reset", 1L)], // PyTorch resets after the matrix, as cuDNN does
        Cell.Rnn when description.Nonlinearity == Nonlinearity.Relu => [Attribute("activations", "Relu")],
        _ => [],
    };

    private void Decode(string sequence)
    {
        if (description.Tied)
        {
            graph.Node("Transpose", "decoder.weight.transposed", ["embedding.weight"], ["decoder.weight.transposed"], Attribute("perm", 1, 0));
        }
        else
        {
            WeightTensor decoder = weights["decoder.weight"];
            graph.Initializer("decoder.weight.transposed", Transpose(decoder), decoder.Shape[1], decoder.Shape[0]);
        }

        graph.Initializer("decoder.bias", weights["decoder.bias"].Data, description.VocabularySize);
        string byBatch = graph.Node("Transpose", "outputs.by_batch", [sequence], ["outputs.by_batch"], Attribute("perm", 1, 0, 2));
        string product = graph.Node("MatMul", "decoder", [byBatch, "decoder.weight.transposed"], ["decoder"]);
        graph.Node("Add", "logits", [product, "decoder.bias"], ["logits"]);
    }

    /// <summary>A state [layers, batch, hidden] as one [1, batch, hidden] a layer.</summary>
    private string[] SplitByLayer(string state)
    {
        string[] names = NamesByLayer(state);
        if (names.Length > 1)
        {
            graph.Node("Split", $"{state}.by_layer", [state], names, Attribute("axis", 0L));
        }

        return names;
    }

    private void JoinLayers(string state, string[] names)
    {
        if (names.Length > 1)
        {
            graph.Node("Concat", state, names, [state], Attribute("axis", 0L));
        }
    }

    // A single layer's state is the whole state: there is nothing to split or join.
    private string[] NamesByLayer(string state) =>
        description.Layers == 1 ? [state] : [.. Enumerable.Range(0, description.Layers).Select(layer => $"{state}.l{layer}")];

    private string DirectionAxis()
    {
        if (directionAxis is null)
        {
            directionAxis = graph.Initializer("direction_axis", (ReadOnlySpan<long>)[1]);
        }

        return directionAxis;
    }

    private string? directionAxis;

    private static float[] Transpose(WeightTensor matrix)
    {
        (int rows, int columns) = (matrix.Shape[0], matrix.Shape[1]);
        float[] transposed = new float[matrix.Data.Length];
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                transposed[(column * rows) + row] = matrix.Data[(row * columns) + column];
            }
        }

        return transposed;
    }
}
