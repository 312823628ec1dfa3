namespace CharRnn.Trainer;

/// <summary>
/// Draws the tokens that stand for the whole vocabulary in the loss of a step. Each token is drawn for itself, with a probability in proportion
/// to the power 3/4 of its count, as the negative samples of Mikolov et al. are ("Distributed Representations of Words and Phrases and their Compositionality", 2013). Those
/// that would have more than 1 are always drawn.
/// </summary>
internal sealed class TokenSampling
{
    private const double Power = 0.75;

    private readonly double[] probabilities; // by id
    private readonly float[] logProbabilities;

    /// <param name="counts">[vocabulary], how often each token occurs in the text to train on; above 0.</param>
    /// <param name="size">How many tokens are drawn on average, below the number of token ids.</param>
    public TokenSampling(double[] counts, int size)
    {
        double[] weights = Array.ConvertAll(counts, count => Math.Pow(count, Power));
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
