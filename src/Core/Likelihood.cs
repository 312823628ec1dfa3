namespace CharRnn;

/// <summary>The mathematics of scores: natural logarithms inside, bits and perplexity for people.</summary>
public static class Likelihood
{
    /// <summary>Bits that a character costs which the vocabulary lacks, under <see cref="UnknownPolicy.Floor"/>.</summary>
    public const double FloorBits = 20;

    /// <summary>Nats in a bit, ln 2.</summary>
    public const double NatsPerBit = 0.693147180559945309417232121458;

    /// <summary>ln p(id) under the softmax of the logits: logit - max - ln(sum of e^(logit - max)), in float64.</summary>
    /// <param name="logits">[vocabulary].</param>
    /// <param name="id">The symbol that came.</param>
    public static double LogProbability(ReadOnlySpan<float> logits, int id)
    {
        float max = float.NegativeInfinity;
        foreach (float logit in logits)
        {
            max = Math.Max(max, logit);
        }

        double sum = 0;
        foreach (float logit in logits)
        {
            sum += Math.Exp(logit - max);
        }

        return logits[id] - max - Math.Log(sum);
    }
}
