namespace CharRnn;

/// <summary>A named float32 tensor, row-major.</summary>
public sealed class WeightTensor
{
    /// <summary>Bundles a name, a shape and the data that fill it.</summary>
    /// <exception cref="ArgumentException">The data's length is not the product of the shape.</exception>
    public WeightTensor(string name, IReadOnlyList<int> shape, float[] data)
    {
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentNullException.ThrowIfNull(data);
        long elements = shape.Aggregate(1L, (product, size) => checked(product * size));
        if (elements != data.Length)
        {
            throw new ArgumentException($"{name} has shape {ShapeText(shape)}, {elements} elements, but {data.Length} values.", nameof(data));
        }

        Name = name;
        Shape = shape;
        Data = data;
    }

    /// <summary>Its key in PyTorch's <c>state_dict</c>.</summary>
    public string Name { get; }

    /// <summary>Sizes of its dimensions, outermost first.</summary>
    public IReadOnlyList<int> Shape { get; }

    /// <summary>The values; not copied.</summary>
    public float[] Data { get; }

    /// <summary>A shape as text, for example <c>[1024, 64]</c>.</summary>
    public static string ShapeText(IEnumerable<int> shape) => $"[{string.Join(", ", shape)}]";
}
