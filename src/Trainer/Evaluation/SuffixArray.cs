namespace CharRnn.Trainer;

/// <summary>A range of a <see cref="SuffixArray"/>, from <paramref name="Start"/> up to but not including <paramref name="End"/>.</summary>
internal readonly record struct SuffixRange(int Start, int End)
{
    public int Length => End - Start;

    public bool IsEmpty => Start == End;
}

/// <summary>
/// The positions of a text, sorted by the tokens that begin there, up to a fixed depth. The end of the text sorts before every
/// token (Manber and Myers, "Suffix arrays: a new method for on-line string searches", 1993). The occurrences of a context
/// are adjacent, ordered by the token that follows. Takes 8 bytes per token, and 12 during construction. Immutable.
/// </summary>
internal sealed class SuffixArray
{
    private readonly ushort[] text;
    private readonly int[] positions; // [text], sorted

    // [text], by boundary; boundary i is between positions[i - 1] and positions[i]. The first boundary between different tokens after a
    // context holds the number of such boundaries of that context. No two contexts share their first boundary.
    private readonly ushort[] boundaries;

    /// <summary>Sorts the positions, in time proportional to (text + vocabulary) x depth for any text.</summary>
    /// <param name="ids">The text, whose ids are below <paramref name="vocabularySize"/>.</param>
    /// <param name="vocabularySize">At most <see cref="Vocabulary.MaximumSize"/>.</param>
    /// <param name="depth">The number of tokens to compare: the longest context and the token after it.</param>
    public SuffixArray(ReadOnlySpan<ushort> ids, int vocabularySize, int depth)
    {
        text = ids.ToArray();
        positions = Sort(text, vocabularySize, depth);
        boundaries = CountBoundaries(text, positions, depth);
    }

    /// <summary>All positions: the occurrences of the empty context.</summary>
    public SuffixRange Whole => new(0, positions.Length);

    /// <summary>Returns the occurrences of a context that are followed by <paramref name="token"/>.</summary>
    /// <param name="context">The occurrences of one context, each followed by a token.</param>
    /// <param name="length">The number of tokens of the context.</param>
    /// <param name="token">The token after it.</param>
    public SuffixRange Narrow(SuffixRange context, int length, int token)
    {
        int start = FindFirst(context, length, token);
        return new SuffixRange(start, FindFirst(context with { Start = start }, length, token + 1));
    }

    /// <summary>Returns the occurrences of a context without the one at the end of the text, which no token follows.</summary>
    public SuffixRange WithoutEnd(SuffixRange context, int length)
    {
        bool endsText = !context.IsEmpty && positions[context.Start] + length == text.Length;
        return endsText ? context with { Start = context.Start + 1 } : context;
    }

    /// <summary>Returns the number of different tokens that follow a context.</summary>
    /// <param name="context">The occurrences of one context, at least one, each followed by a token.</param>
    /// <param name="length">The number of tokens of the context.</param>
    public int CountFollowing(SuffixRange context, int length)
    {
        int boundary = FindFirst(context, length, TokenAt(context.Start, length) + 1);
        return boundary == context.End ? 1 : boundaries[boundary] + 1;
    }

    private int TokenAt(int index, int offset) => text[positions[index] + offset];

    /// <summary>Returns the first occurrence followed by a token of at least <paramref name="least"/>, or the end.</summary>
    private int FindFirst(SuffixRange context, int length, int least)
    {
        (int start, int end) = context;
        while (start < end)
        {
            int middle = start + ((end - start) / 2);
            if (TokenAt(middle, length) < least)
            {
                start = middle + 1;
            }
            else
            {
                end = middle;
            }
        }

        return start;
    }

    /// <summary>A radix sort, last token first, because comparisons would be slow on a repetitive text.</summary>
    private static int[] Sort(ReadOnlySpan<ushort> text, int vocabularySize, int depth)
    {
        int[] sorted = new int[text.Length];
        int[] next = new int[text.Length];
        int[] places = new int[vocabularySize + 1];
        for (int i = 0; i < sorted.Length; i++)
        {
            sorted[i] = i;
        }

        for (int offset = depth - 1; offset >= 0; offset--)
        {
            SortByToken(text, offset, sorted, next, places);
            (sorted, next) = (next, sorted);
        }

        return sorted;
    }

    private static void SortByToken(ReadOnlySpan<ushort> text, int offset, ReadOnlySpan<int> from, Span<int> to, Span<int> places)
    {
        int ended = FindPlaces(text, offset, places);
        int endedPlace = 0;
        foreach (int position in from)
        {
            int place = position < text.Length - ended ? places[text[position + offset]]++ : endedPlace++;
            to[place] = position;
        }
    }

    /// <summary>Finds the first place of each token. The positions where the text ends before the offset come first.</summary>
    /// <returns>The number of positions where the text ends.</returns>
    private static int FindPlaces(ReadOnlySpan<ushort> text, int offset, Span<int> places)
    {
        int ended = Math.Min(offset, text.Length);
        places.Clear();
        places[0] = ended;
        foreach (ushort token in text[ended..])
        {
            places[token + 1]++;
        }

        for (int token = 1; token < places.Length; token++)
        {
            places[token] += places[token - 1];
        }

        return ended;
    }

    private static ushort[] CountBoundaries(ReadOnlySpan<ushort> text, int[] sorted, int depth)
    {
        ushort[] counts = new ushort[sorted.Length];
        int[] first = new int[depth]; // by context length: the first boundary, 0 for none yet
        for (int i = 1; i < sorted.Length; i++)
        {
            int shared = CountShared(text, sorted[i - 1], sorted[i], depth);
            first.AsSpan(Math.Min(shared + 1, depth)).Clear(); // longer contexts end here

            // If the text ends after the shared tokens, there is one token, not two.
            if (shared < depth && sorted[i - 1] + shared < text.Length)
            {
                first[shared] = first[shared] == 0 ? i : first[shared];
                counts[first[shared]]++;
            }
        }

        return counts;
    }

    private static int CountShared(ReadOnlySpan<ushort> text, int one, int other, int most)
    {
        most = Math.Min(most, text.Length - Math.Max(one, other));
        return text.Slice(one, most).CommonPrefixLength(text.Slice(other, most));
    }
}
