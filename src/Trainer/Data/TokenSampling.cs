namespace CharRnn.Trainer;

/// <summary>
/// Draws the tokens that stand for the whole vocabulary in the loss of a step. Each token is drawn for itself, with a probability in proportion
/// to its count in the text, plus one for a token that the text lacks. Those that would have more than 1 are always drawn.
/// </summary>
internal sealed class TokenSampling
{
    private readonly double[] probabilities; // by id
    private readonly float[] logProbabilities;

    /// <summary>Counts the tokens.</summary>
    /// <param name="text">The text to train on.</param>
    /// <param name="vocabularySize">The number of token ids.</param>
    /// <param name="size">How many tokens are drawn on average, below the number of token ids.</param>
    public TokenSampling(IdSequence text, int vocabularySize, int size)
    {
        double[] weights = new double[vocabularySize];
        weights.AsSpan().Fill(1);
        foreach (ushort id in text.ToArray())
        {
            weights[id]++;
        }

        double factor = FindFactor(weights, size);
        probabilities = Array.ConvertAll(weights, weight => Math.Min(1, factor * weight));
        logProbabilities = Array.ConvertAll(probabilities, probability => (float)Math.Log(probability));
    }

    /// <summary>Draws a sample.</summary>
    public TokenSample Draw(RandomSource random) =>
        new([.. Enumerable.Range(0, probabilities.Length).Where(id => random.NextDouble() < probabilities[id])], logProbabilities);

    // The probabilities add up to the size. What the certain tokens leave of it is shared by the others.
    private static double FindFactor(double[] weights, int size)
    {
        double[] descending = [.. weights.OrderDescending()];
        double rest = weights.Sum();
        int certain = 0;
        while (descending[certain] * (size - certain) >= rest)
        {
            rest -= descending[certain++];
        }

        return (size - certain) / rest;
    }
}
