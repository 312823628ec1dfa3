namespace CharRnn;

/// <summary>Counts each id among the last ones of a text. Adding one allocates nothing; not safe for concurrent use.</summary>
internal sealed class TokenWindow
{
    private readonly int[] counts; // [vocabulary]
    private readonly int[] ring; // [length], the oldest at next once it is full
    private int next;
    private int count;

    /// <summary>Creates an empty window.</summary>
    /// <param name="vocabularySize">Number of ids.</param>
    /// <param name="length">How many of the last ids count, 1 or more.</param>
    public TokenWindow(int vocabularySize, int length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(vocabularySize, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        counts = new int[vocabularySize];
        ring = new int[length];
    }

    private TokenWindow(TokenWindow other)
    {
        counts = [.. other.counts];
        ring = [.. other.ring];
        (next, count) = (other.next, other.count);
    }

    /// <summary>[vocabulary], for <see cref="Sampler.Choose"/>.</summary>
    public ReadOnlySpan<int> Counts => counts;

    /// <summary>The ids, oldest first.</summary>
    public IEnumerable<int> Ids => Enumerable.Range(0, count).Select(index => ring[(next - count + index + ring.Length) % ring.Length]);

    /// <summary>An independent window with the same ids.</summary>
    public TokenWindow Copy() => new(this);

    /// <summary>Appends an id; the oldest leaves a full window.</summary>
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
