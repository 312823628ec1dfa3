using System.Numerics;
using System.Numerics.Tensors;

namespace CharRnn;

/// <summary>The mathematics of scores. All values are in nats unless a name says bits.</summary>
public static class Likelihood
{
    /// <summary>The score in bits of a character that is not in the vocabulary, under <see cref="UnknownPolicy.Floor"/>.</summary>
    public const double FloorBits = 20;

    /// <summary>The number of nats in a bit, ln 2.</summary>
    public const double NatsPerBit = 0.693147180559945309417232121458;

    /// <summary>Computes ln p(id) under the softmax of the logits, in float64.</summary>
    /// <param name="logits">[vocabulary].</param>
    /// <param name="id">The token id.</param>
    public static double LogProbability(ReadOnlySpan<float> logits, int id)
    {
        (float max, double logOfSum) = Normalizer(logits);
        return (double)logits[id] - max - logOfSum;
    }

    /// <summary>Computes ln(sum of e^logit) in float64. A logit minus this is its log-probability.</summary>
    /// <param name="logits">[vocabulary].</param>
    public static double LogSumExp(ReadOnlySpan<float> logits)
    {
        (float max, double logOfSum) = Normalizer(logits);
        return max + logOfSum;
    }

    /// <summary>Returns the id of the highest logit, the first of equal ones.</summary>
    internal static int MostLikely(ReadOnlySpan<float> logits) => TensorPrimitives.IndexOfMax(logits);

    /// <summary>Computes what the characters that are not in the vocabulary cost, which the model does not read.</summary>
    internal static double FloorNats(UnknownPolicy policy, long unknownCount) =>
        policy == UnknownPolicy.Floor ? unknownCount * FloorBits * NatsPerBit : 0;

    /// <returns>The largest logit, and ln(sum of e^(logit - largest)), which cannot overflow.</returns>
    private static (float Max, double LogOfSum) Normalizer(ReadOnlySpan<float> logits)
    {
        float max = TensorPrimitives.Max(logits);

        // In one pass, because four of TensorPrimitives (to double, subtract, exp, sum) take 1.6 times as long.
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
