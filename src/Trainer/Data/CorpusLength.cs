namespace CharRnn.Trainer;

/// <summary>Checks that a corpus is long enough to train on.</summary>
internal static class CorpusLength
{
    /// <summary>Checks every part that is not empty.</summary>
    /// <exception cref="InvalidTextException">A part is too short.</exception>
    public static void Check(Corpus corpus, TrainingOptions options)
    {
        if (corpus.Unit == TextUnit.Line)
        {
            CheckLines(corpus);
        }
        else
        {
            CheckStream(corpus, options);
        }
    }

    private static void CheckLines(Corpus corpus)
    {
        foreach ((IdSequence part, string purpose) in (ReadOnlySpan<(IdSequence, string)>)[(corpus.Training, "train"), (corpus.Validation, "validate"), (corpus.Test, "test")])
        {
            if (part.Length > 0 && !part.HasOtherThan(corpus.NewlineId))
            {
                throw new InvalidTextException($"The corpus {corpus.Name} has only empty lines to {purpose} on, and these are ignored. Give more text, or other fractions.");
            }
        }
    }

    private static void CheckStream(Corpus corpus, TrainingOptions options)
    {
        long needed = ((long)options.BatchSize * options.SequenceLength) + 1;
        if (corpus.Training.Length < needed)
        {
            throw new InvalidTextException(
                $"The corpus {corpus.Name} has {corpus.Training.Length} tokens to train on; one window of batch size {options.BatchSize} and sequence length {options.SequenceLength} needs {needed}. Give more text, or a smaller batch size or sequence length.");
        }

        foreach ((IdSequence part, string purpose) in (ReadOnlySpan<(IdSequence, string)>)[(corpus.Validation, "validate"), (corpus.Test, "test")])
        {
            if (part.Length == 1)
            {
                throw new InvalidTextException($"The corpus {corpus.Name} has 1 token to {purpose} on; at least 2 are needed. Give more text, a larger fraction, or the fraction 0.");
            }
        }
    }
}
