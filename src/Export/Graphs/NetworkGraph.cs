using static CharRnn.Export.GraphBuilder;

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
    /// <param name="statesIn">The names of the states before the ids, [layers x directions, batch, hidden].</param>
    /// <param name="statesOut">The names to give to the states after the ids.</param>
    /// <returns>The name of the last layer's outputs, [sequence, batch, directions x hidden].</returns>
    public string Read(string ids, string[] statesIn, string[] statesOut)
    {
        string sequence = Embed(ids);
        string[][] before = [.. statesIn.Select(SplitByLayer)];
        string[][] after = [.. statesOut.Select(NamesByLayer)];
        for (int layer = 0; layer < Description.Layers; layer++)
        {
            sequence = Recur(layer, sequence, [.. before.Select(state => state[layer])], [.. after.Select(state => state[layer])]);
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

    /// <summary>Adds the nodes that compute logits [..., vocabulary] from outputs [..., directions x hidden].</summary>
    public abstract void Decode(string outputs, string logits);

    /// <summary>Adds the nodes that put the top layer's directions of a state side by side: [layers x directions, batch, hidden] becomes [batch, directions x hidden].</summary>
    /// <param name="state">A name of <see cref="Read"/>'s states.</param>
    public string TopState(string state)
    {
        string byRow = Graph.Node("Transpose", "top_state.by_row", [NamesByLayer(state)[^1]], Attribute("perm", 1, 0, 2));
        return Graph.Node("Reshape", "top_state", [byRow, Graph.Initializer("top_state.shape", 0, Description.LayerWidth)]); // 0 keeps a dimension
    }

    /// <returns>[sequence, batch, embedding], or [sequence, batch, vocabulary] of zeros and ones.</returns>
    protected abstract string Embed(string ids);

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
