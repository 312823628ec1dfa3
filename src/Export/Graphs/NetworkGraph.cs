using static CharRnn.Export.GraphBuilder;
using static CharRnn.Export.Onnx.TensorProto.Types;

namespace CharRnn.Export;

/// <summary>
/// The nodes of the network from token ids to logits, which the model's graph and the generation graph share. Values between nodes
/// are in 32 bits in every precision. Tensors are sequence-first, because ONNX Runtime's CPU kernels accept nothing else.
/// </summary>
internal abstract class NetworkGraph(GraphBuilder graph, ModelDescription description, Weights weights)
{
    protected GraphBuilder Graph { get; } = graph;

    protected ModelDescription Description { get; } = description;

    protected Weights Weights { get; } = weights;

    /// <summary>Creates the network in the precision of the description.</summary>
    public static NetworkGraph Create(GraphBuilder graph, ModelDescription description, Weights weights) =>
        description.Precision == Precision.Int8 ? new QuantizedGraph(graph, description, weights) : new FloatGraph(graph, description, weights);

    /// <summary>Returns the names of the states with a suffix: h, and c if there is a cell state.</summary>
    public static string[] StateNames(ModelDescription description, string suffix) => description.HasCellState ? [$"h{suffix}", $"c{suffix}"] : [$"h{suffix}"];

    /// <summary>Gets the shape of a layer's sequence of hidden states, as its operator writes it.</summary>
    public virtual object[] HiddenShape => ["sequence", Description.Directions, "batch", Description.HiddenSize];

    /// <summary>Returns the name of a layer's sequence of hidden states, which has <see cref="HiddenShape"/>.</summary>
    public static string HiddenName(int layer) => $"hidden_l{layer}";

    /// <summary>Adds the nodes that read token ids.</summary>
    /// <param name="ids">The name of the ids, [sequence, batch].</param>
    /// <param name="statesIn">The names of the states before the ids, [layers x directions, batch, state size].</param>
    /// <param name="statesOut">The names to give to the states after the ids.</param>
    /// <returns>The name of the last layer's outputs, [sequence, batch, directions x hidden].</returns>
    public string Read(string ids, string[] statesIn, string[] statesOut)
    {
        string sequence = Embed(ids);
        string[][] before = [.. statesIn.Select(SplitByLayer)];
        string[][] after = [.. statesOut.Select(NamesByLayer)];
        for (int layer = 0; layer < Description.Layers; layer++)
        {
            sequence = Description.Cell == Cell.Jordan ? RecurJordan(sequence, statesIn[0], statesOut[0]) : Recur(layer, sequence, [.. before.Select(state => state[layer])], [.. after.Select(state => state[layer])]);
        }

        foreach ((string state, string[] byLayer) in statesOut.Zip(after))
        {
            if (byLayer.Length > 1)
            {
                Graph.Node("Concat", state, byLayer, Attribute("axis", 0L));
            }
        }

        return sequence;
    }

    /// <summary>Adds the nodes that compute logits [..., outputs] from outputs [..., directions x hidden].</summary>
    public void Decode(string outputs, string logits)
    {
        AddDecoder();
        Decode(Graph, "decoder", outputs, logits);
    }

    /// <summary>Adds the nodes that put the top layer's directions of a state side by side: [layers x directions, batch, hidden] becomes [batch, directions x hidden].</summary>
    /// <param name="state">A name of <see cref="Read"/>'s states.</param>
    public string TopState(string state)
    {
        string byRow = Graph.Node("Transpose", "top_state.by_row", [NamesByLayer(state)[^1]], Attribute("perm", 1, 0, 2));
        return Graph.Node("Reshape", "top_state", [byRow, Graph.Initializer("top_state.shape", 0, Description.LayerWidth)]); // 0 keeps a dimension
    }

    /// <returns>[sequence, batch, embedding], or [sequence, batch, vocabulary] of zeros and ones.</returns>
    protected abstract string Embed(string ids);

    /// <summary>Adds the decoder's weights. They are added once, however often this is called.</summary>
    protected abstract void AddDecoder();

    /// <summary>Adds the decoder's product to a graph that can use the names of this one.</summary>
    protected abstract void Decode(GraphBuilder graph, string name, string outputs, string logits);

    /// <summary>Adds a product with a matrix of the weights, and their bias, to a graph that can use the names of this one.</summary>
    /// <returns>The name of the result, [..., rows of the matrix].</returns>
    protected abstract string Multiply(GraphBuilder graph, string name, string input, string weight, string bias);

    /// <summary>Adds one layer. Its states are [directions, batch, hidden].</summary>
    /// <returns>The name of the layer's outputs, [sequence, batch, directions x hidden].</returns>
    protected abstract string Recur(int layer, string sequence, string[] statesIn, string[] statesOut);

    /// <returns>[sequence, batch, vocabulary] of zeros and ones.</returns>
    protected string OneHot(string ids)
    {
        string depth = Graph.Initializer("one_hot.depth", Description.VocabularySize);
        string values = Graph.Initializer("one_hot.values", (ReadOnlySpan<float>)[0, 1], 2);
        return Graph.Node("OneHot", "one_hot", [ids, depth, values], Attribute("axis", -1L));
    }

    /// <summary>Puts a layer's directions side by side: [sequence, directions, batch, hidden] becomes [sequence, batch, directions x hidden].</summary>
    protected string JoinDirections(int layer)
    {
        string name = $"rnn.l{layer}.outputs";
        if (!Description.Bidirectional)
        {
            return Graph.Node("Squeeze", name, [HiddenName(layer), Graph.Initializer("direction_axis", 1)]);
        }

        string byRow = Graph.Node("Transpose", $"{name}.by_row", [HiddenName(layer)], Attribute("perm", 0, 2, 1, 3));
        return Graph.Node("Reshape", name, [byRow, Graph.Initializer("directions_joined", 0, 0, Description.LayerWidth)]); // 0 keeps a dimension
    }

    /// <summary>What a recurrent operator needs to know of the directions; nothing if there is one.</summary>
    protected Onnx.AttributeProto[] DirectionAttributes() => Description.Bidirectional ? [Attribute("direction", "bidirectional")] : [];

    /// <summary>Adds the layer of a Jordan network, a Scan: each step decodes, because the next one starts from its output.</summary>
    private string RecurJordan(string sequence, string stateIn, string stateOut)
    {
        const string name = "rnn.l0";
        AddDecoder();
        string fromInputs = Multiply(Graph, $"{name}.inputs", sequence, "rnn.weight_ih_l0", "rnn.bias_ih_l0");
        GraphBuilder step = Graph.Body($"{name}.step");
        string before = step.Input($"{name}.y", DataType.Float, "Output before.", "batch", Description.VocabularySize);
        string input = step.Input($"{name}.input", DataType.Float, "What the input adds to the hidden state.", "batch", Description.HiddenSize);
        string fromOutput = Multiply(step, $"{name}.recurrent", before, "rnn.weight_hh_l0", "rnn.bias_hh_l0");
        string hidden = step.Node("Tanh", $"{name}.h", [step.Node("Add", $"{name}.sum", [input, fromOutput])]);
        Decode(step, $"{name}.decoder", hidden, $"{name}.logits");
        string after = step.Node("Softmax", $"{name}.y.next", [$"{name}.logits"], Attribute("axis", -1L));
        step.Output(after, DataType.Float, "Output after.", "batch", Description.VocabularySize);
        step.Output(hidden, DataType.Float, "Hidden state.", "batch", Description.HiddenSize);
        return Scan(name, step, stateIn, fromInputs, stateOut, HiddenName(0));
    }

    /// <summary>Adds a Scan of a step from [batch, state] and [batch, inputs] to [batch, state] and [batch, outputs].</summary>
    /// <returns>The name of the outputs, [sequence, batch, outputs].</returns>
    protected string Scan(string name, GraphBuilder step, string stateIn, string inputs, string stateOut, string outputs, params ReadOnlySpan<Onnx.AttributeProto> directions)
    {
        string layerAxis = Graph.Initializer("layer_axis", 0);
        string before = Graph.Node("Squeeze", $"{name}.before", [stateIn, layerAxis]);
        Graph.Node("Scan", name, [before, inputs], [$"{name}.after", outputs], [Attribute("body", step), Attribute("num_scan_inputs", 1L), .. directions]);
        Graph.Node("Unsqueeze", stateOut, [$"{name}.after", layerAxis]);
        return outputs;
    }

    // The state of a single layer is the whole state, so there is nothing to split or join.
    private string[] NamesByLayer(string state) =>
        Description.Layers == 1 ? [state] : [.. Enumerable.Range(0, Description.Layers).Select(layer => $"{state}.l{layer}")];

    private string[] SplitByLayer(string state)
    {
        string[] names = NamesByLayer(state);
        if (names.Length > 1)
        {
            Graph.Node("Split", $"{state}.by_layer", [state], names, Attribute("axis", 0L));
        }

        return names;
    }
}
