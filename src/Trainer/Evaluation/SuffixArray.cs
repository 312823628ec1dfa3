namespace CharRnn.Trainer;

/// <summary>Neighbours in a <see cref="SuffixArray"/>: from <paramref name="Start"/> to before <paramref name="End"/>.</summary>
internal readonly record struct SuffixRange(int Start, int End)
{
    public int Length => End - Start;

    public bool IsEmpty => Start == End;
}

/// <summary>
/// The positions of a text, sorted by the tokens from there on, as far as a fixed depth; a text's end sorts before every
/// token (Manber and Myers, "Suffix arrays: a new method for on-line string searches", 1993). The occurrences of a context
/// are neighbours, in order of the token that follows. Keeps 8 bytes a token, takes 12 while it is made. Immutable.
/// </summary>
internal sealed class SuffixArray
{
    private readonly ushort[] text;
    private readonly int[] positions; // [text], sorted

    // [text], by boundary: boundary i is between positions[i - 1] and positions[i]. At the first boundary between different
    // tokens after one context: how many such boundaries the context has. No two contexts have the same first one.
    private readonly ushort[] boundaries;

    /// <summary>Sorts in time proportional to (text + vocabulary) x depth, whatever the text.</summary>
    /// <param name="ids">The text; each id below <paramref name="vocabularySize"/>.</param>
    /// <param name="vocabularySize">At most <see cref="Vocabulary.MaximumSize"/>.</param>
    /// <param name="depth">How many tokens are compared: those of the longest context and the one after it.</param>
    public SuffixArray(ReadOnlySpan<ushort> ids, int vocabularySize, int depth)
    {
        text = ids.ToArray();
        positions = Sort(text, vocabularySize, depth);
        boundaries = CountBoundaries(text, positions, depth);
    }

    /// <summary>All positions: the occurrences of the empty context.</summary>
    public SuffixRange Whole => new(0, positions.Length);

    /// <summary>The occurrences of a context that <paramref name="token"/> follows.</summary>
    /// <param name="context">Occurrences of one context, each with a token after it.</param>
    /// <param name="length">Tokens of the context.</param>
    /// <param name="token">The token after it.</param>
    public SuffixRange Narrow(SuffixRange context, int length, int token)
    {
        int start = FindFirst(context, length, token);
        return new SuffixRange(start, FindFirst(context with { Start = start }, length, token + 1));
    }

    /// <summary>The occurrences of a context, but for the one that the text ends with: it has no token after it.</summary>
    public SuffixRange WithoutEnd(SuffixRange context, int length)
    {
        bool endsText = !context.IsEmpty && positions[context.Start] + length == text.Length;
        return endsText ? context with { Start = context.Start + 1 } : context;
    }

    /// <summary>How many different tokens follow a context.</summary>
    /// <param name="context">Occurrences of one context, at least one, each with a token after it.</param>
    /// <param name="length">Tokens of the context.</param>
    public int CountFollowing(SuffixRange context, int length)
    {
        int boundary = FindFirst(context, length, TokenAt(context.Start, length) + 1);
        return boundary == context.End ? 1 : boundaries[boundary] + 1;
    }

    private int TokenAt(int index, int offset) => text[positions[index] + offset];

    /// <summary>Where the tokens after the context become <paramref name="least"/> or more; the end where none does.</summary>
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

    /// <summary>A radix sort, the last token first: comparing would take long where a text repeats itself.</summary>
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

    /// <summary>Where each token's first position goes; before them all go those where the text ends before the offset.</summary>
    /// <returns>How many these are.</returns>
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
        int[] first = new int[depth]; // by length of context: its first boundary; 0 before there is one
        for (int i = 1; i < sorted.Length; i++)
        {
            int shared = CountShared(text, sorted[i - 1], sorted[i], depth);
            first.AsSpan(Math.Min(shared + 1, depth)).Clear(); // longer contexts end here

            // Where the text ends after what is shared there is one token, not two.
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
