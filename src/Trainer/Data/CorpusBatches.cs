namespace CharRnn.Trainer;

/// <summary>The batches of a part of a corpus, of whichever unit it is.</summary>
internal static class CorpusBatches
{
    /// <summary>The batches to train on.</summary>
    /// <param name="corpus">The corpus.</param>
    /// <param name="options">Batch size, sequence length and seed are taken.</param>
    /// <param name="startId">The id of the start character.</param>
    public static IBatchSource ForTraining(Corpus corpus, TrainingOptions options, int startId) => corpus.Unit == TextUnit.Line
        ? new LineBatches(corpus.Training, startId, corpus.NewlineId, options.BatchSize, options.Seed)
        : new StreamBatches(corpus.Training, options.BatchSize, options.SequenceLength, dropPartial: true);

    /// <summary>The batches of a part to evaluate on; every token is predicted once.</summary>
    /// <param name="corpus">The corpus.</param>
    /// <param name="part">A part of it.</param>
    /// <param name="options">Batch size and sequence length are taken.</param>
    /// <param name="startId">The id of the start character.</param>
    public static IBatchSource ForEvaluation(Corpus corpus, IdSequence part, TrainingOptions options, int startId)
    {
        if (corpus.Unit == TextUnit.Line)
        {
            return new LineBatches(part, startId, corpus.NewlineId, options.BatchSize, seed: null);
        }

        // Few streams, so that nearly every character is predicted with a long past; several, so that it is quick.
        int streams = Math.Clamp(part.Length / (8 * options.SequenceLength), 1, options.BatchSize);
        return new StreamBatches(part, streams, options.SequenceLength, dropPartial: false);
    }
}
