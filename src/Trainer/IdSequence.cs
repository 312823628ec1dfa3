namespace CharRnn.Trainer;

/// <summary>
/// A long text as ids, one byte an id where the vocabulary allows it and two where it does not. Slices share the storage.
/// </summary>
public sealed class IdSequence
{
    private readonly ReadOnlyMemory<byte> narrow;
    private readonly ReadOnlyMemory<ushort> wide;

    /// <summary>Wraps ids below 256; they are not copied.</summary>
    public IdSequence(ReadOnlyMemory<byte> ids) => narrow = ids;

    /// <summary>Wraps ids below 65536; they are not copied.</summary>
    public IdSequence(ReadOnlyMemory<ushort> ids) => wide = ids;

    /// <summary>Number of ids.</summary>
    public int Length => narrow.Length + wide.Length; // one of them is empty

    /// <summary>A part of the sequence.</summary>
    public IdSequence Slice(int offset, int length) =>
        wide.IsEmpty ? new IdSequence(narrow.Slice(offset, length)) : new IdSequence(wide.Slice(offset, length));

    /// <summary>Where an id next occurs, from <paramref name="offset"/> on; -1 where it does not.</summary>
    public int IndexOf(int id, int offset)
    {
        int found = wide.IsEmpty ? narrow.Span[offset..].IndexOf((byte)id) : wide.Span[offset..].IndexOf((ushort)id);
        return found < 0 ? -1 : offset + found;
    }

    /// <summary>Whether there is any other id than one.</summary>
    public bool HasOtherThan(int id) => narrow.Span.ContainsAnyExcept((byte)id) || wide.Span.ContainsAnyExcept((ushort)id);

    /// <summary>Copies ids, from <paramref name="offset"/> on, as many as fit.</summary>
    public void CopyTo(int offset, Span<int> destination)
    {
        if (wide.IsEmpty)
        {
            ReadOnlySpan<byte> source = narrow.Span.Slice(offset, destination.Length);
            for (int i = 0; i < source.Length; i++)
            {
                destination[i] = source[i];
            }
        }
        else
        {
            ReadOnlySpan<ushort> source = wide.Span.Slice(offset, destination.Length);
            for (int i = 0; i < source.Length; i++)
            {
                destination[i] = source[i];
            }
        }
    }
}
