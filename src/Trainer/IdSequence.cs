namespace CharRnn.Trainer;

/// <summary>
/// A long text as ids, one byte an id where the vocabulary allows it and two where it does not. Slices share the storage.
/// </summary>
public sealed class IdSequence
{
    private readonly byte[]? narrow;
    private readonly ushort[]? wide;
    private readonly int start;

    /// <summary>Wraps ids below 256; the array is not copied.</summary>
    public IdSequence(byte[] ids)
        : this(ids, null, 0, ids?.Length ?? 0)
    {
        ArgumentNullException.ThrowIfNull(ids);
    }

    /// <summary>Wraps ids below 65536; the array is not copied.</summary>
    public IdSequence(ushort[] ids)
        : this(null, ids, 0, ids?.Length ?? 0)
    {
        ArgumentNullException.ThrowIfNull(ids);
    }

    private IdSequence(byte[]? narrow, ushort[]? wide, int start, int length)
    {
        this.narrow = narrow;
        this.wide = wide;
        this.start = start;
        Length = length;
    }

    /// <summary>Number of ids.</summary>
    public int Length { get; }

    /// <summary>A part of the sequence.</summary>
    public IdSequence Slice(int offset, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Length - offset);
        return new IdSequence(narrow, wide, start + offset, length);
    }

    /// <summary>Where an id next occurs, from <paramref name="offset"/> on; -1 where it does not.</summary>
    public int IndexOf(int id, int offset)
    {
        int found = narrow is not null
            ? narrow.AsSpan(start, Length)[offset..].IndexOf((byte)id)
            : wide.AsSpan(start, Length)[offset..].IndexOf((ushort)id);
        return found < 0 ? -1 : offset + found;
    }

    /// <summary>Copies ids, from <paramref name="offset"/> on, as many as fit.</summary>
    public void CopyTo(int offset, Span<int> destination)
    {
        if (narrow is not null)
        {
            ReadOnlySpan<byte> source = narrow.AsSpan(start, Length).Slice(offset, destination.Length);
            for (int i = 0; i < source.Length; i++)
            {
                destination[i] = source[i];
            }
        }
        else
        {
            ReadOnlySpan<ushort> source = wide.AsSpan(start, Length).Slice(offset, destination.Length);
            for (int i = 0; i < source.Length; i++)
            {
                destination[i] = source[i];
            }
        }
    }
}
