namespace CharRnn.Inference;

/// <summary>The mathematics of labels.</summary>
internal static class LabelScores
{
    /// <summary>Returns the label of the highest score, the first of equal ones, and its probability under the softmax of the scores.</summary>
    /// <exception cref="InvalidModelException">The scores are not numbers.</exception>
    public static (int Id, float Probability) Best(ReadOnlySpan<float> logits)
    {
        int best = Likelihood.MostLikely(logits);
        return (best, (float)Math.Exp(LogProbability(logits, best)));
    }

    /// <summary>Returns ln p of a label.</summary>
    /// <exception cref="InvalidModelException">The scores are not numbers.</exception>
    public static double LogProbability(ReadOnlySpan<float> logits, int id)
    {
        double nats = Likelihood.LogProbability(logits, id);
        return !double.IsNaN(nats) ? nats : throw new InvalidModelException("The model's scores are not numbers. Its weights may be damaged.");
    }

    /// <summary>Returns the probability of each label.</summary>
    /// <exception cref="InvalidModelException">The scores are not numbers.</exception>
    public static float[] Probabilities(ReadOnlySpan<float> logits)
    {
        float[] probabilities = new float[logits.Length];
        for (int id = 0; id < probabilities.Length; id++)
        {
            probabilities[id] = (float)Math.Exp(LogProbability(logits, id));
        }

        return probabilities;
    }
}
