namespace CharRnn.Trainer;

/// <summary>
/// A long text as token ids, stored in one byte per id if the vocabulary is small enough and in two otherwise. Slices share the storage.
/// </summary>
public sealed class IdSequence
{
    private readonly ReadOnlyMemory<byte> narrow;
    private readonly ReadOnlyMemory<ushort> wide;

    /// <summary>Wraps ids below 256; they are not copied.</summary>
    public IdSequence(ReadOnlyMemory<byte> ids) => narrow = ids;

    /// <summary>Wraps ids below 65536; they are not copied.</summary>
    public IdSequence(ReadOnlyMemory<ushort> ids) => wide = ids;

    /// <summary>Gets the number of ids.</summary>
    public int Length => narrow.Length + wide.Length; // one of them is empty

    /// <summary>Gets the text in UTF-8 if the tokens are words, since the ids do not tell which ones are unknown; else empty.</summary>
    internal ReadOnlyMemory<byte> Utf8 { get; init; }

    /// <summary>The id of each token's label, in a text whose labels are to be learnt; else null. A line of one label has it at each of its tokens.</summary>
    internal IdSequence? Labels { get; init; }

    /// <summary>Returns a part of the sequence, which shares the storage. It has no <see cref="Utf8"/>.</summary>
    public IdSequence Slice(int offset, int length) => wide.IsEmpty
        ? new IdSequence(narrow.Slice(offset, length)) { Labels = Labels?.Slice(offset, length) }
        : new IdSequence(wide.Slice(offset, length)) { Labels = Labels?.Slice(offset, length) };

    /// <summary>Returns the same ids, which share the storage, with labels.</summary>
    internal IdSequence WithLabels(IdSequence labels) => wide.IsEmpty ? new IdSequence(narrow) { Labels = labels } : new IdSequence(wide) { Labels = labels };

    /// <summary>Stores ids below <paramref name="count"/> in as little memory as they need.</summary>
    internal static IdSequence Of(ReadOnlySpan<int> ids, int count)
    {
        if (count > 256)
        {
            return new IdSequence((ushort[])[.. ids.ToArray().Select(id => (ushort)id)]);
        }

        return new IdSequence((byte[])[.. ids.ToArray().Select(id => (byte)id)]);
    }

    /// <summary>The id at an index.</summary>
    internal int this[int index] => wide.IsEmpty ? narrow.Span[index] : wide.Span[index];

    /// <summary>Finds the next occurrence of an id from <paramref name="offset"/> on; -1 if there is none.</summary>
    public int IndexOf(int id, int offset)
    {
        int found = wide.IsEmpty ? narrow.Span[offset..].IndexOf((byte)id) : wide.Span[offset..].IndexOf((ushort)id);
        return found < 0 ? -1 : offset + found;
    }

    /// <summary>Returns whether the sequence has an id other than the given one.</summary>
    public bool HasOtherThan(int id) => narrow.Span.ContainsAnyExcept((byte)id) || wide.Span.ContainsAnyExcept((ushort)id);

    /// <summary>Copies ids from <paramref name="offset"/> on, as many as the destination holds.</summary>
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

    /// <summary>Counts the characters of which the ids are the bytes or the words.</summary>
    internal int CountUtf8Characters() => CorpusText.CountCharacters(Utf8.IsEmpty ? narrow.Span : Utf8.Span);

    /// <summary>Copies all ids to a new array.</summary>
    public ushort[] ToArray() => wide.IsEmpty ? Array.ConvertAll(narrow.ToArray(), id => (ushort)id) : wide.ToArray();
}
