namespace Microsoft.ML.Data;

public static class VBufferEditor
{
    /// <summary>An editor of as many explicit values as the vector is long.</summary>
    public static VBufferEditor<T> Create<T>(ref VBuffer<T> destination, int newLogicalLength) => Create(ref destination, newLogicalLength, newLogicalLength);

    public static VBufferEditor<T> Create<T>(
        ref VBuffer<T> destination, int newLogicalLength, int valuesCount, int maxValuesCapacity = int.MaxValue, bool keepOldOnResize = false, bool requireIndicesOnDense = false)
    {
        T[] values = destination.Values ?? [];
        bool isNew = values.Length < valuesCount;
        if (isNew)
        {
            int capacity = Math.Clamp(values.Length * 2, valuesCount, Math.Max(valuesCount, maxValuesCapacity));
            values = keepOldOnResize ? [.. values, .. new T[capacity - values.Length]] : new T[capacity];
        }

        bool needsIndices = valuesCount < newLogicalLength || requireIndicesOnDense;
        int[] indices = destination.Indices;
        if (needsIndices && (indices is null || indices.Length < valuesCount))
        {
            int[] larger = new int[values.Length];
            (keepOldOnResize ? indices : null)?.CopyTo(larger, 0);
            indices = larger;
        }

        return new VBufferEditor<T>(newLogicalLength, valuesCount, values, indices, needsIndices, isNew);
    }
}

/// <summary>Writes a vector into the arrays of another; nothing changes for who holds that before <see cref="Commit"/>.</summary>
public readonly ref struct VBufferEditor<T>
{
    private readonly int length;
    private readonly int count;
    private readonly T[] values;
    private readonly int[] indices;

    internal VBufferEditor(int length, int count, T[] values, int[] indices, bool needsIndices, bool createdNewValues)
    {
        this.length = length;
        this.count = count;
        this.values = values;
        this.indices = indices;
        CreatedNewValues = createdNewValues;
        Values = values.AsSpan(0, count);
        Indices = needsIndices ? indices.AsSpan(0, count) : default;
    }

    public readonly Span<T> Values;

    public readonly Span<int> Indices;

    public bool CreatedNewValues { get; }

    public VBuffer<T> Commit() => new(length, count, values, indices);

    public VBuffer<T> CommitTruncated(int physicalValuesCount) => new(length, physicalValuesCount, values, indices);
}
