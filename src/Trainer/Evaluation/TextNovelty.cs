namespace CharRnn.Trainer;

/// <summary>
/// How much of a text is copied from the training part of a corpus. A run is a sequence of characters that both have; of a corpus of
/// lines, it lies in one line. The measure of a character is the length of the longest run that it is in (the "L-uniqueness" of Lu et al.,
/// "AI as Humanity's Salieri", 2024, is the share of characters below a length).
/// </summary>
public sealed record TextNovelty
{
    /// <summary>Gets, for each character of the text in order, the length of the longest run that it is in. Line ends of a corpus of lines are no characters.</summary>
    public required IReadOnlyList<int> RunLengths { get; init; }

    /// <summary>Gets the longest run, the first of them in the corpus; null if there is none.</summary>
    public required CommonRun? Longest { get; init; }

    /// <summary>Gets what is true of whole lines, if the corpus is one of lines; else null.</summary>
    public required LineNovelty? Lines { get; init; }

    /// <summary>Gets the median of <see cref="RunLengths"/>: half of the characters are in runs of at least this length.</summary>
    public double Median => RunLengths.Order().Skip((RunLengths.Count - 1) / 2).Take(2 - (RunLengths.Count % 2)).Average();

    /// <summary>Gets the mean of <see cref="RunLengths"/>.</summary>
    public double Mean => RunLengths.Average();

    /// <summary>Measures a text. Takes memory for the text, about 150 bytes a character, and none for the corpus.</summary>
    /// <param name="text">The text. A character that the corpus lacks is in no run.</param>
    /// <param name="corpus">The corpus.</param>
    /// <param name="progress">Receives the fraction of the corpus that was read.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="InvalidTextException">The text has no character, or more than 10 million.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static TextNovelty Measure(string text, Corpus corpus, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(corpus);
        NoveltyText read = new(text, corpus);
        CommonRuns runs = new(read.Tokens, cancellationToken);
        runs.Read(corpus.Training, progress, cancellationToken);
        int[] lengths = runs.Lengths();
        return new TextNovelty
        {
            RunLengths = [.. read.CharacterPositions.Select(position => lengths[position])],
            Longest = runs.Longest.Length == 0 ? null : CommonRun.Of(runs.Longest, read.Tokens, corpus),
            Lines = corpus.Unit == TextUnit.Line ? LineNovelty.Of(read.Lines, corpus) : null,
        };
    }

    /// <summary>Returns the share of the characters that are in a run of at least this length, 0 to 1.</summary>
    public double ShareInRunsOf(int length) => (double)RunLengths.Count(run => run >= length) / RunLengths.Count;
}
