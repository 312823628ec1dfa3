namespace Microsoft.ML.Data;

/// <summary>A vector, dense or with only some of its values explicit; its arrays are used again by the next value.</summary>
public readonly struct VBuffer<T>
{
    public readonly int Length;

    private readonly T[] values;
    private readonly int[] indices;
    private readonly int count;

    public VBuffer(int length, T[] values, int[] indices = null)
        : this(length, length, values, indices)
    {
    }

    public VBuffer(int length, int count, T[] values, int[] indices)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        if (count < 0 || count > length)
        {
            throw new ArgumentOutOfRangeException(nameof(count));
        }

        if ((values?.Length ?? 0) < count || (count < length && (indices?.Length ?? 0) < count))
        {
            throw new ArgumentException("There are fewer values or indices than the count.", nameof(values));
        }

        Length = length;
        this.count = count;
        this.values = values;
        this.indices = indices;
    }

    public bool IsDense => count == Length;

    internal T[] Values => values;

    internal int[] Indices => indices;

    public ReadOnlySpan<T> GetValues() => values.AsSpan(0, count);

    public ReadOnlySpan<int> GetIndices() => IsDense ? default : indices.AsSpan(0, count);

    public void CopyTo(ref VBuffer<T> destination)
    {
        VBufferEditor<T> editor = VBufferEditor.Create(ref destination, Length, count);
        GetValues().CopyTo(editor.Values);
        GetIndices().CopyTo(editor.Indices);
        destination = editor.Commit();
    }

    public void CopyToDense(ref VBuffer<T> destination)
    {
        VBufferEditor<T> editor = VBufferEditor.Create(ref destination, Length);
        CopyTo(editor.Values);
        destination = editor.Commit();
    }

    public void CopyTo(Span<T> destination) => CopyTo(destination, 0);

    public void CopyTo(Span<T> destination, int destinationIndex, T defaultValue = default)
    {
        Span<T> target = destination.Slice(destinationIndex, Length);
        if (IsDense)
        {
            GetValues().CopyTo(target);
            return;
        }

        target.Fill(defaultValue);
        for (int i = 0; i < count; i++)
        {
            target[indices[i]] = values[i];
        }
    }

    public IEnumerable<KeyValuePair<int, T>> Items(bool all = false)
    {
        VBuffer<T> self = this;
        if (!all)
        {
            return Enumerable.Range(0, count).Select(i => new KeyValuePair<int, T>(self.IsDense ? i : self.indices[i], self.values[i]));
        }

        return DenseValues().Select((value, i) => new KeyValuePair<int, T>(i, value));
    }

    public IEnumerable<T> DenseValues()
    {
        T[] dense = new T[Length];
        CopyTo(dense);
        return dense;
    }

    public T GetItemOrDefault(int slot)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(slot);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(slot, Length);
        int index = IsDense ? slot : Array.BinarySearch(indices, 0, count, slot);
        return index < 0 ? default : values[index];
    }

    public override string ToString() => IsDense ? $"Dense vector of size {Length}" : $"Sparse vector of size {Length}, {count} explicit values";
}
