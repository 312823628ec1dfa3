namespace CharRnn;

/// <summary>Counts each id among the last ids of a text. Adding an id allocates nothing. Not safe for concurrent use.</summary>
internal sealed class TokenWindow
{
    private readonly int[] counts; // [vocabulary]
    private readonly int[] ring; // [length]; once it is full, the oldest is at next
    private int next;
    private int count;

    /// <summary>Creates an empty window.</summary>
    /// <param name="vocabularySize">The number of token ids.</param>
    /// <param name="length">The number of last ids to count, 1 or more.</param>
    public TokenWindow(int vocabularySize, int length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(vocabularySize, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        counts = new int[vocabularySize];
        ring = new int[length];
    }

    /// <summary>Gets the count of each id, [vocabulary], for <see cref="Sampler.Choose"/>.</summary>
    public ReadOnlySpan<int> Counts => counts;

    /// <summary>Gets the ids, oldest first.</summary>
    public IEnumerable<int> Ids => Enumerable.Range(0, count).Select(index => ring[(next - count + index + ring.Length) % ring.Length]);

    /// <summary>Returns an independent window with the same ids.</summary>
    public TokenWindow Copy()
    {
        TokenWindow copy = new(counts.Length, ring.Length);
        copy.CopyFrom(this);
        return copy;
    }

    /// <summary>Takes the ids of a window of the same sizes.</summary>
    public void CopyFrom(TokenWindow other)
    {
        other.counts.CopyTo(counts, 0);
        other.ring.AsSpan(0, other.count).CopyTo(ring); // until it is full, it is filled from its beginning
        (next, count) = (other.next, other.count);
    }

    /// <summary>Appends an id. A full window drops its oldest.</summary>
    public void Add(int id)
    {
        if (count == ring.Length)
        {
            counts[ring[next]]--;
        }
        else
        {
            count++;
        }

        counts[id]++;
        ring[next] = id;
        next = (next + 1) % ring.Length;
    }

    /// <summary>Removes all ids.</summary>
    public void Clear()
    {
        Array.Clear(counts);
        (next, count) = (0, 0);
    }
}
