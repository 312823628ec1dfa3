namespace CharRnn.Trainer;

/// <summary>Measures the loss of an engine's weights on a part of a corpus.</summary>
internal static class PartLoss
{
    /// <summary>Returns the mean loss over the whole part in nats per token, with the state carried from batch to batch, or null if cancelled.</summary>
    public static double? Measure(TrainingSetup setup, IdSequence part, CancellationToken cancellationToken)
    {
        IBatchSource batches = CorpusBatches.ForEvaluation(setup.Corpus, part, setup.Options, setup.StartId);
        double sum = 0;
        long count = 0;
        for (int i = 0; i < batches.BatchCount; i++)
        {
            if (cancellationToken.IsCancellationRequested)
            {
                return null;
            }

            Batch batch = batches[i];
            sum += setup.Engine.EvaluateBatch(batch) * batch.TargetCount;
            count += batch.TargetCount;
        }

        return sum / count;
    }
}
