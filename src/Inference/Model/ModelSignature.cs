using Microsoft.ML.OnnxRuntime;

namespace CharRnn.Inference;

/// <summary>The inputs and outputs that an ONNX file must have to be what its description says.</summary>
internal static class ModelSignature
{
    private const string TopHidden = "hidden";
    private const int Symbolic = -1; // how ONNX Runtime shows a dimension known only at run time

    private static readonly (string In, string Out)[] WithCell = [("h_in", "h_out"), ("c_in", "c_out")];
    private static readonly (string In, string Out)[] HiddenOnly = [("h_in", "h_out")];

    /// <summary>Names of the recurrent state's parts, in and out, in the order of <see cref="RecurrentState"/>.</summary>
    public static (string In, string Out)[] StateNames(ModelDescription description) => description.HasCellState ? WithCell : HiddenOnly;

    /// <summary>Names of the sequences of hidden states, from the lowest layer to the top.</summary>
    public static string[] HiddenNames(ModelDescription description) =>
        [.. Enumerable.Range(0, description.Layers - 1).Select(layer => $"hidden_l{layer}"), TopHidden];

    /// <summary>
    /// The shape of a layer's sequence: the top's is [batch, sequence, hidden]; that of a lower layer is as its operator writes it, in which
    /// all but the Scan of an int8 GRU or RNN have a dimension of directions: [sequence, 1, batch, hidden].
    /// </summary>
    public static int[] HiddenShape(ModelDescription description, int layer, int batch, int sequence)
    {
        bool isScan = description.Precision == Precision.Int8 && description.Cell != Cell.Lstm;
        return layer == description.Layers - 1 ? [batch, sequence, description.HiddenSize]
            : isScan ? [sequence, batch, description.HiddenSize]
            : [sequence, 1, batch, description.HiddenSize];
    }

    /// <summary>The shape of what the model computes: scores after each token or, of a model that labels whole texts, scores of each text.</summary>
    public static int[] ResultShape(ModelDescription description, int batch, int sequence) =>
        description.Task == ModelTask.Classify ? [batch, description.OutputSize] : [batch, sequence, description.OutputSize];

    /// <summary>Whether a checked file has the sequences of hidden states. Files of earlier versions lack them.</summary>
    public static bool HasHidden(InferenceSession session) => session.OutputMetadata.ContainsKey(TopHidden);

    /// <summary>Whether a model predicts tokens: all but an encoder, which gives the states only.</summary>
    public static bool HasLogits(ModelDescription description) => description.Task != ModelTask.Encode;

    /// <exception cref="InvalidModelException">The file's graph is not that of the description.</exception>
    public static void Check(InferenceSession session, ModelDescription description, string source)
    {
        Dictionary<string, Value> inputs = new() { ["input_ids"] = new(typeof(long), [Symbolic, Symbolic]) };
        Dictionary<string, Value> outputs = [];
        if (HasLogits(description))
        {
            outputs[ModelTasks.OutputName(description.Task)] = new(typeof(float), ResultShape(description, Symbolic, Symbolic));
        }

        Value state = new(typeof(float), [description.StateCount, Symbolic, description.StateSize]);
        foreach ((string stateIn, string stateOut) in StateNames(description))
        {
            inputs[stateIn] = state;
            outputs[stateOut] = state;
        }

        if (HasHidden(session) || description.Cell == Cell.Jordan) // which no earlier version wrote
        {
            for (int layer = 0; layer < description.Layers; layer++)
            {
                outputs[HiddenNames(description)[layer]] = new(typeof(float), HiddenShape(description, layer, Symbolic, Symbolic));
            }
        }

        CheckValues("input", session.InputMetadata, inputs, source);
        CheckValues("output", session.OutputMetadata, outputs, source);
    }

    private static void CheckValues(string kind, IReadOnlyDictionary<string, NodeMetadata> found, Dictionary<string, Value> expected, string source)
    {
        if (!expected.Keys.ToHashSet().SetEquals(found.Keys))
        {
            throw new InvalidModelException($"{source} has the {kind}s {Join(found.Keys)}; a CharRnn model has {Join(expected.Keys)}.");
        }

        foreach ((string name, Value value) in expected)
        {
            NodeMetadata node = found[name];
            if (!node.IsTensor || node.ElementType != value.Type || !node.Dimensions.SequenceEqual(value.Shape))
            {
                string given = node.IsTensor ? new Value(node.ElementType, node.Dimensions).ToString() : $"{node.OnnxValueType}";
                throw new InvalidModelException($"{source} has an {kind} {name} of {given}; its description calls for {value}.");
            }
        }
    }

    private static string Join(IEnumerable<string> names) => string.Join(", ", names.Order(StringComparer.Ordinal));

    private sealed record Value(Type Type, int[] Shape)
    {
        public override string ToString() => $"{Type.Name} [{string.Join(", ", Shape.Select(size => size == Symbolic ? "?" : $"{size}"))}]";
    }
}
