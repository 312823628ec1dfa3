using System.Collections;

namespace CharRnn;

/// <summary>The tensors of a model: exactly those that its description requires, in the order of <see cref="Layout"/>.</summary>
public sealed class Weights : IReadOnlyList<WeightTensor>
{
    /// <summary>What the names of an encoder's tensors begin with, beside those of its decoder.</summary>
    internal const string EncoderPrefix = "encoder.";

    private readonly WeightTensor[] tensors;

    /// <summary>Checks that the tensors are those that the description requires, and puts them in order.</summary>
    /// <param name="description">The architecture of the model.</param>
    /// <param name="given">The tensors in any order.</param>
    /// <param name="source">Where they come from, for messages.</param>
    /// <exception cref="InvalidModelException">A tensor is missing, unexpected or of the wrong shape.</exception>
    public Weights(ModelDescription description, IEnumerable<WeightTensor> given, string source = "The model")
    {
        Dictionary<string, WeightTensor> byName = given.ToDictionary(tensor => tensor.Name);
        IReadOnlyList<(string Name, int[] Shape)> layout = Layout(description);
        tensors = new WeightTensor[layout.Count];
        for (int i = 0; i < tensors.Length; i++)
        {
            (string name, int[] shape) = layout[i];
            if (!byName.Remove(name, out WeightTensor? tensor))
            {
                throw new InvalidModelException(
                    $"{source} has no tensor {name} {WeightTensor.ShapeText(shape)}. Expected: {string.Join(", ", layout.Select(expected => expected.Name))}.");
            }

            if (!tensor.Shape.SequenceEqual(shape))
            {
                throw new InvalidModelException(
                    $"{source}: tensor {name} has shape {WeightTensor.ShapeText(tensor.Shape)}; its description requires {WeightTensor.ShapeText(shape)}.");
            }

            tensors[i] = tensor;
        }

        if (byName.Count > 0)
        {
            throw new InvalidModelException(
                $"{source} has tensors that its description does not require: {string.Join(", ", byName.Keys.Order(StringComparer.Ordinal))}.");
        }
    }

    /// <inheritdoc/>
    public int Count => tensors.Length;

    /// <inheritdoc/>
    public WeightTensor this[int index] => tensors[index];

    /// <summary>Gets the tensor of a name.</summary>
    /// <exception cref="KeyNotFoundException">The model has no tensor of that name.</exception>
    public WeightTensor this[string name] =>
        Array.Find(tensors, tensor => tensor.Name == name) ?? throw new KeyNotFoundException($"There is no tensor {name}.");

    /// <summary>
    /// Returns the names and shapes of a model's tensors, as PyTorch's <c>state_dict</c> names and orders them. G is
    /// <see cref="ModelDescription.GateCount"/>, H the hidden size, S the state size, V the vocabulary size, I a layer's input size. The tensors of an encoder come
    /// last, and their names begin with <c>encoder.</c>; those of the backward direction have names that end in <c>_reverse</c>.
    /// </summary>
    public static IReadOnlyList<(string Name, int[] Shape)> Layout(ModelDescription description)
    {
        ArgumentNullException.ThrowIfNull(description);
        int hidden = description.HiddenSize;
        List<(string, int[])> layout = [.. LayoutOfReader(description, "")];
        if (description.Task == ModelTask.Encode)
        {
            return layout;
        }

        if (!description.Tied)
        {
            layout.Add(("decoder.weight", [description.OutputSize, description.LayerWidth]));
        }

        layout.Add(("decoder.bias", [description.OutputSize]));
        return description.Encoder ? [.. layout, .. LayoutOfReader(description, EncoderPrefix)] : layout;
    }

    // The embedding and the recurrent layers of a network.
    private static IEnumerable<(string Name, int[] Shape)> LayoutOfReader(ModelDescription description, string prefix)
    {
        int hidden = description.HiddenSize;
        int gates = description.GateCount * hidden;
        if (description.EmbeddingSize > 0)
        {
            yield return ($"{prefix}embedding.weight", [description.VocabularySize, description.EmbeddingSize]);
        }

        for (int layer = 0; layer < description.Layers; layer++)
        {
            for (int direction = 0; direction < description.Directions; direction++)
            {
                string suffix = LayerSuffix(layer, direction);
                yield return ($"{prefix}rnn.weight_ih_{suffix}", [gates, layer == 0 ? description.InputSize : description.LayerWidth]);
                yield return ($"{prefix}rnn.weight_hh_{suffix}", [gates, description.StateSize]);
                yield return ($"{prefix}rnn.bias_ih_{suffix}", [gates]);
                yield return ($"{prefix}rnn.bias_hh_{suffix}", [gates]);
            }
        }
    }

    /// <summary>Returns the end of the names of a layer's tensors: l0, or l0_reverse for the layer that reads backwards.</summary>
    internal static string LayerSuffix(int layer, int direction) => $"l{layer}{(direction == 0 ? "" : "_reverse")}";

    /// <summary>Returns the number of trained parameters of a model.</summary>
    public static long CountParameters(ModelDescription description) =>
        Layout(description).Sum(tensor => tensor.Shape.Aggregate(1L, (product, size) => product * size));

    /// <inheritdoc/>
    public IEnumerator<WeightTensor> GetEnumerator() => ((IEnumerable<WeightTensor>)tensors).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
