using CharRnn.Trainer;

namespace CharRnn.Cli;

/// <summary>The corpus that a text is compared with, split as for a training.</summary>
internal static class NoveltyCorpus
{
    private const int MaximumLineLength = 100_000; // the most that the option can be

    /// <summary>Reads the corpus. Every character of it counts, whatever the run's vocabulary has.</summary>
    /// <param name="options">The texts and their split.</param>
    /// <param name="unit">Whether lines are compared.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public static Corpus Load(CorpusOptions options, TextUnit unit, CancellationToken cancellation)
    {
        (options.Unit, options.MaximumLineLength) = (unit, MaximumLineLength);
        (options.Tokenization, options.MinimumCount, options.MaximumVocabulary) = (Tokenization.Runes, 1, Vocabulary.MaximumSize);
        return CorpusSource.Load(options, known: null, knownLabels: null, cancellation);
    }

    /// <summary>Returns where a line of the corpus stands: for a folder, in which of its files.</summary>
    public static (string? File, int Line) Locate(int line, CorpusOptions options)
    {
        IReadOnlyList<string> files = Directory.Exists(options.Corpus) ? CorpusFolder.Find(options.Corpus, options.Pattern).Files : [];
        int left = line;
        foreach (string file in files)
        {
            ReadOnlySpan<byte> utf8 = Utf8Text.ReadFile(file, options.ReplaceInvalidUtf8).Span;
            int lines = utf8.Count((byte)'\n') + (utf8 is [.., not (byte)'\n'] ? 1 : 0);
            if (left <= lines)
            {
                return (file, left);
            }

            left -= lines;
        }

        return (null, line);
    }

    /// <summary>
    /// Returns the beginning of what a training on the corpus keeps back, as many characters as the text has: its test part, or else its
    /// validation part. Null if it keeps nothing back.
    /// </summary>
    public static string? HeldOut(Corpus corpus, int length)
    {
        IdSequence part = HeldOutPart.Of(corpus).Ids;
        string text = corpus.Decode(part.Slice(0, Math.Min(length, part.Length)));
        return (corpus.Unit == TextUnit.Line ? WrittenText.WholeLines(text) : text) is { Length: > 0 } whole ? whole : null;
    }
}
