using CharRnn.Trainer;

namespace CharRnn.Cli;

/// <summary>The corpus that a text is compared with, split as for a training.</summary>
internal static class NoveltyCorpus
{
    /// <summary>The most that <see cref="CorpusOptions.MaximumLineLength"/> can be.</summary>
    public const int MaximumLineLength = 100_000;

    /// <summary>Reads the corpus. Every character of it counts, whatever the run's vocabulary has.</summary>
    /// <param name="options">The texts and their split.</param>
    /// <param name="unit">Whether lines are compared.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public static Corpus Load(CorpusOptions options, TextUnit unit, CancellationToken cancellation)
    {
        (options.Unit, options.MaximumLineLength) = (unit, MaximumLineLength);
        (options.Tokenization, options.MinimumCount, options.MaximumVocabulary) = (Tokenization.Runes, 1, Vocabulary.MaximumSize);
        return CorpusSource.Load(options, known: null, cancellation);
    }

    /// <summary>
    /// Returns the beginning of what a training on the corpus keeps back, as many characters as the text has: its test part, or else its
    /// validation part. Null if it keeps nothing back.
    /// </summary>
    public static string? HeldOut(Corpus corpus, int length)
    {
        IdSequence part = corpus.Test.Length > 0 ? corpus.Test : corpus.Validation;
        string text = corpus.Decode(part.Slice(0, Math.Min(length, part.Length)));
        return (corpus.Unit == TextUnit.Line ? WrittenText.WholeLines(text) : text) is { Length: > 0 } whole ? whole : null;
    }
}
