namespace CharRnn.Trainer;

/// <summary>
/// The runs that a text has in common with a corpus. The corpus streams through the automaton of the text, so that it needs no index and
/// can be many times longer; every length is exact. Takes time proportional to both.
/// </summary>
internal sealed class CommonRuns
{
    private const int Chunk = 1 << 16;

    private readonly SuffixAutomaton automaton;
    private readonly int textLength;
    private readonly int[] longest; // by state, the tokens of its longest run that the corpus has; -1 for none so far
    private int state = SuffixAutomaton.Root;
    private int length;

    /// <summary>Reads the text.</summary>
    /// <param name="text">Token ids.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public CommonRuns(ReadOnlySpan<int> text, CancellationToken cancellation = default)
    {
        automaton = new SuffixAutomaton(text, cancellation);
        textLength = text.Length;
        longest = new int[automaton.Count];
        longest.AsSpan(1).Fill(-1);
    }

    /// <summary>The first of the longest common runs in the corpus: its length, and the ends of it in the corpus and in the text.</summary>
    public (int Length, int CorpusEnd, int TextEnd) Longest { get; private set; }

    /// <summary>Reads the corpus, once.</summary>
    /// <param name="corpus">Token ids.</param>
    /// <param name="progress">Receives the fraction that was read.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public void Read(IdSequence corpus, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        int[] chunk = new int[Math.Min(Chunk, corpus.Length)];
        for (int start = 0; start < corpus.Length; start += chunk.Length)
        {
            cancellation.ThrowIfCancellationRequested();
            progress?.Report((double)start / corpus.Length);
            Span<int> ids = chunk.AsSpan(0, Math.Min(chunk.Length, corpus.Length - start));
            corpus.CopyTo(start, ids);
            for (int i = 0; i < ids.Length; i++)
            {
                Follow(ids[i], start + i + 1);
            }
        }

        progress?.Report(1);
    }

    /// <summary>Returns, for each token of the text, the length of the longest common run that has it; 0 for a token that the corpus lacks.</summary>
    public int[] Lengths()
    {
        SpreadToShorterRuns();
        int[] ending = new int[textLength];
        for (int i = 0; i < ending.Length; i++)
        {
            ending[i] = LongestOf(automaton.PrefixAt(i));
        }

        return Covering(ending);
    }

    private void Follow(int token, int corpusEnd)
    {
        int next;
        while ((next = automaton.Follow(state, token)) < 0 && state != SuffixAutomaton.Root)
        {
            state = automaton.LinkOf(state);
            length = automaton.LengthOf(state);
        }

        if (next < 0)
        {
            return; // at the root
        }

        (state, length) = (next, length + 1);
        if (length > longest[state])
        {
            longest[state] = length;
            Longest = length > Longest.Length ? (length, corpusEnd, automaton.FirstEndOf(state)) : Longest;
        }
    }

    // The corpus has all ends of a run that it has.
    private void SpreadToShorterRuns()
    {
        for (int run = 1; run < longest.Length; run++)
        {
            int link = longest[run] > 0 ? automaton.LinkOf(run) : SuffixAutomaton.Root;
            for (; longest[link] < automaton.LengthOf(link); link = automaton.LinkOf(link))
            {
                longest[link] = automaton.LengthOf(link);
            }
        }
    }

    // The longest end that the corpus has is that of the first state on the way to the root. What is found is kept for the states between.
    private int LongestOf(int run)
    {
        int known = run;
        while (longest[known] < 0)
        {
            known = automaton.LinkOf(known);
        }

        for (int between = run; between != known; between = automaton.LinkOf(between))
        {
            longest[between] = longest[known];
        }

        return longest[known];
    }

    /// <summary>The longest run at each position, of the runs that end at each: the greatest in a window whose ends only move forward.</summary>
    private static int[] Covering(int[] ending)
    {
        int[] covering = new int[ending.Length];
        int[] queue = new int[ending.Length]; // ends of runs, ever later and shorter
        (int first, int count, int end) = (0, 0, 0);
        for (int i = 0; i < covering.Length; i++)
        {
            for (; end < ending.Length && end - ending[end] < i; end++)
            {
                while (count > first && ending[queue[count - 1]] <= ending[end])
                {
                    count--;
                }

                queue[count++] = end;
            }

            while (first < count && queue[first] < i)
            {
                first++;
            }

            covering[i] = first < count ? ending[queue[first]] : 0;
        }

        return covering;
    }
}
