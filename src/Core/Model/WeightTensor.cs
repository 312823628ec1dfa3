namespace CharRnn;

/// <summary>A named, row-major float32 tensor.</summary>
public sealed class WeightTensor
{
    /// <summary>Creates a tensor.</summary>
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

    /// <summary>Gets the tensor's key in PyTorch's <c>state_dict</c>.</summary>
    public string Name { get; }

    /// <summary>Gets the sizes of the dimensions, outermost first.</summary>
    public IReadOnlyList<int> Shape { get; }

    /// <summary>Gets the values. They are not copied.</summary>
    public float[] Data { get; }

    /// <summary>Formats a shape, for example <c>[1024, 64]</c>.</summary>
    public static string ShapeText(IEnumerable<int> shape) => $"[{string.Join(", ", shape)}]";
}
