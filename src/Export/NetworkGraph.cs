using static CharRnn.Export.GraphBuilder;

namespace CharRnn.Export;

/// <summary>
/// The nodes of the network itself, from ids to logits: the part that the model's graph and a whole generation share. What goes
/// from node to node is in 32 bits in every precision. ONNX Runtime's CPU kernels take sequence-first tensors only, so inside,
/// time comes first.
/// </summary>
internal abstract class NetworkGraph(GraphBuilder graph, ModelDescription description, Weights weights)
{
    protected GraphBuilder Graph { get; } = graph;

    protected ModelDescription Description { get; } = description;

    protected Weights Weights { get; } = weights;

    /// <summary>The network in the precision that the description names.</summary>
    public static NetworkGraph Create(GraphBuilder graph, ModelDescription description, Weights weights) =>
        description.Precision == Precision.Int8 ? new QuantizedGraph(graph, description, weights) : new FloatGraph(graph, description, weights);

    /// <summary>Names of the states, each with a suffix: h, and c where there is a cell state.</summary>
    public static string[] StateNames(ModelDescription description, string suffix) => description.HasCellState ? [$"h{suffix}", $"c{suffix}"] : [$"h{suffix}"];

    /// <summary>Adds the nodes that read ids.</summary>
    /// <param name="ids">Name of the ids [sequence, batch].</param>
    /// <param name="statesIn">Names of the states [layers, batch, hidden] before them.</param>
    /// <param name="statesOut">Names to give to the states after them.</param>
    /// <returns>The last layer's outputs, [sequence, batch, hidden].</returns>
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

    /// <summary>Adds the nodes that make logits [..., vocabulary] of outputs [..., hidden].</summary>
    public abstract void Decode(string outputs, string logits);

    /// <returns>[sequence, batch, embedding], or [sequence, batch, vocabulary] of zeros and ones.</returns>
    protected abstract string Embed(string ids);

    /// <summary>Adds one layer; its states are [1, batch, hidden].</summary>
    /// <returns>The layer's outputs, [sequence, batch, hidden].</returns>
    protected abstract string Recur(int layer, string sequence, string[] statesIn, string[] statesOut);

    /// <returns>[sequence, batch, vocabulary] of zeros and ones.</returns>
    protected string OneHot(string ids)
    {
        string depth = Graph.Initializer("one_hot.depth", Description.VocabularySize);
        string values = Graph.Initializer("one_hot.values", (ReadOnlySpan<float>)[0, 1], 2);
        return Graph.Node("OneHot", "one_hot", [ids, depth, values], Attribute("axis", -1L));
    }

    /// <returns>What there is one of for each direction, [sequence, 1, batch, hidden], as [sequence, batch, hidden].</returns>
    protected string WithoutDirection(string name, string outputs) =>
        Graph.Node("Squeeze", name, [outputs, Graph.Initializer("direction_axis", 1)]);

    // A single layer's state is the whole state: there is nothing to split or join.
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
