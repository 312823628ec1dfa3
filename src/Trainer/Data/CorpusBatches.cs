namespace CharRnn.Trainer;

/// <summary>Makes the batches of a part of a corpus, a stream or lines.</summary>
internal static class CorpusBatches
{
    /// <summary>The batches to train on.</summary>
    /// <param name="corpus">The corpus.</param>
    /// <param name="options">The options; batch size, sequence length and seed are used.</param>
    /// <param name="startId">The id of the start character.</param>
    public static IBatchSource ForTraining(Corpus corpus, TrainingOptions options, int startId) => corpus.Unit == TextUnit.Line
        ? OfLines(corpus, corpus.Training, options, startId, options.Seed)
        : new StreamBatches(corpus.Training, options.BatchSize, options.SequenceLength, dropPartial: true);

    /// <summary>The batches to evaluate on. Every token is predicted once.</summary>
    /// <param name="corpus">The corpus.</param>
    /// <param name="part">A part of it.</param>
    /// <param name="options">The options; batch size and sequence length are used.</param>
    /// <param name="startId">The id of the start character.</param>
    public static IBatchSource ForEvaluation(Corpus corpus, IdSequence part, TrainingOptions options, int startId)
    {
        if (corpus.Unit == TextUnit.Line)
        {
            return OfLines(corpus, part, options, startId, seed: null);
        }

        // Few streams, so that nearly every character has a long context, but more than one, for speed.
        int streams = Math.Clamp(part.Length / (8 * options.SequenceLength), 1, options.BatchSize);
        return new StreamBatches(part, streams, options.SequenceLength, dropPartial: false);
    }

    private static IBatchSource OfLines(Corpus corpus, IdSequence part, TrainingOptions options, int startId, ulong? seed)
    {
        LineBatches lines = new(part, startId, corpus.NewlineId, options.BatchSize, seed, corpus.Task == ModelTask.Classify);
        return corpus.Separator is { } separator ? new AnswerBatches(lines, separator, startId, corpus.ReverseQuestion, options.Encoder) : lines;
    }
}
