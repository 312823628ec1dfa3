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

    /// <summary>Gets the shape of a layer's sequence of hidden states, as its operator writes it: a dimension of directions is 1.</summary>
    public virtual object[] HiddenShape => ["sequence", 1, "batch", Description.HiddenSize];

    /// <summary>Returns the name of a layer's sequence of hidden states, which has <see cref="HiddenShape"/>.</summary>
    public static string HiddenName(int layer) => $"hidden_l{layer}";

    /// <summary>Adds the nodes that read token ids.</summary>
    /// <param name="ids">The name of the ids, [sequence, batch].</param>
    /// <param name="statesIn">The names of the states before the ids, [layers, batch, state size].</param>
    /// <param name="statesOut">The names to give to the states after the ids.</param>
    /// <returns>The name of the last layer's outputs, [sequence, batch, hidden].</returns>
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

    /// <summary>Adds the nodes that compute logits [..., vocabulary] from outputs [..., hidden].</summary>
    public void Decode(string outputs, string logits)
    {
        AddDecoder();
        Decode(Graph, "decoder", outputs, logits);
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

    /// <summary>Adds one layer. Its states are [1, batch, hidden].</summary>
    /// <returns>The name of the layer's outputs, [sequence, batch, hidden].</returns>
    protected abstract string Recur(int layer, string sequence, string[] statesIn, string[] statesOut);

    /// <returns>[sequence, batch, vocabulary] of zeros and ones.</returns>
    protected string OneHot(string ids)
    {
        string depth = Graph.Initializer("one_hot.depth", Description.VocabularySize);
        string values = Graph.Initializer("one_hot.values", (ReadOnlySpan<float>)[0, 1], 2);
        return Graph.Node("OneHot", "one_hot", [ids, depth, values], Attribute("axis", -1L));
    }

    /// <summary>Removes the dimension of directions of a layer's hidden states: [sequence, 1, batch, hidden] becomes [sequence, batch, hidden].</summary>
    protected string WithoutDirection(int layer) =>
        Graph.Node("Squeeze", $"rnn.l{layer}.outputs", [HiddenName(layer), Graph.Initializer("direction_axis", 1)]);

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
    protected string Scan(string name, GraphBuilder step, string stateIn, string inputs, string stateOut, string outputs)
    {
        string layerAxis = Graph.Initializer("layer_axis", 0);
        string before = Graph.Node("Squeeze", $"{name}.before", [stateIn, layerAxis]);
        Graph.Node("Scan", name, [before, inputs], [$"{name}.after", outputs], Attribute("body", step), Attribute("num_scan_inputs", 1L));
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
