namespace CharRnn.Trainer;

/// <summary>The loss of an engine's weights on a part of a corpus.</summary>
/// <param name="Nats">The mean over the whole part, per token or label.</param>
/// <param name="Accuracy">The fraction of labels that the network gives the highest score; null if it predicts tokens.</param>
internal sealed record PartLoss(double Nats, double? Accuracy)
{
    /// <summary>Measures the loss, with the state carried from batch to batch.</summary>
    /// <returns>Null if cancelled.</returns>
    public static PartLoss? Measure(TrainingSetup setup, IdSequence part, CancellationToken cancellationToken)
    {
        IBatchSource batches = CorpusBatches.ForEvaluation(setup.Corpus, part, setup.Options, setup.StartId);
        int labels = setup.Description.LabelCount;
        double sum = 0;
        long count = 0;
        long right = 0;
        for (int i = 0; i < batches.BatchCount; i++)
        {
            if (cancellationToken.IsCancellationRequested)
            {
                return null;
            }

            Batch batch = batches[i];
            float[] logits = new float[labels * batch.Targets.Length];
            sum += setup.Engine.EvaluateBatch(batch, logits) * batch.TargetCount;
            count += batch.TargetCount;
            right += CountRight(batch.Targets, logits, labels);
        }

        return new PartLoss(sum / count, labels > 0 ? (double)right / count : null);
    }

    private static long CountRight(int[] targets, float[] logits, int labels)
    {
        long right = 0;
        for (int i = 0; i < targets.Length && labels > 0; i++)
        {
            ReadOnlySpan<float> scores = logits.AsSpan(i * labels, labels);
            right += Likelihood.MostLikely(scores) == targets[i] ? 1 : 0;
        }

        return right;
    }
}
