using System.Numerics;

namespace CharRnn;

/// <summary>The mathematics of scores: natural logarithms inside, bits and perplexity for people.</summary>
public static class Likelihood
{
    /// <summary>Bits that a character costs which the vocabulary lacks, under <see cref="UnknownPolicy.Floor"/>.</summary>
    public const double FloorBits = 20;

    /// <summary>Nats in a bit, ln 2.</summary>
    public const double NatsPerBit = 0.693147180559945309417232121458;

    /// <summary>ln p(id) under the softmax of the logits, in float64.</summary>
    /// <param name="logits">[vocabulary].</param>
    /// <param name="id">The symbol that came.</param>
    public static double LogProbability(ReadOnlySpan<float> logits, int id)
    {
        (float max, double logOfSum) = Normalizer(logits);
        return (double)logits[id] - max - logOfSum;
    }

    /// <summary>
    /// ln(sum of e^logit), in float64: what each logit is above its log-probability.
    /// </summary>
    /// <param name="logits">[vocabulary].</param>
    public static double LogSumExp(ReadOnlySpan<float> logits)
    {
        (float max, double logOfSum) = Normalizer(logits);
        return max + logOfSum;
    }

    /// <returns>The largest, and ln(sum of e^(logit - largest)), which cannot overflow.</returns>
    private static (float Max, double LogOfSum) Normalizer(ReadOnlySpan<float> logits)
    {
        float max = float.NegativeInfinity;
        foreach (float logit in logits)
        {
            max = Math.Max(max, logit);
        }

        // As many at once as the processor can: this is most of what a score costs beside the network.
        Vector<double> sums = Vector<double>.Zero;
        Vector<double> offset = new(max);
        int next = 0;
        for (; next <= logits.Length - Vector<float>.Count; next += Vector<float>.Count)
        {
            Vector.Widen(new Vector<float>(logits[next..]), out Vector<double> low, out Vector<double> high);
            sums += Vector.Exp(low - offset) + Vector.Exp(high - offset);
        }

        double sum = Vector.Sum(sums);
        foreach (float logit in logits[next..])
        {
            sum += Math.Exp(logit - max);
        }

        return (max, Math.Log(sum));
    }
}
