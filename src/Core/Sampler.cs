namespace CharRnn;

/// <summary>
/// Draws the next id: a pure function of logits, options and one uniform number, computed in float64. Temperature first,
/// then top-k, renormalised; the draw inverts the cumulative distribution in ascending id order, ties at the cut go to
/// the lower id, and temperature 0 takes the largest logit, the lowest id on a tie. An instance keeps its buffers, so a
/// draw allocates nothing; it is not safe for concurrent use.
/// </summary>
public sealed class Sampler
{
    private readonly SamplingOptions options;
    private readonly double[] probabilities; // [vocabulary]
    private readonly double[] sorted; // [vocabulary]

    /// <summary>Creates a sampler for logits of <paramref name="vocabularySize"/> symbols.</summary>
    /// <exception cref="InvalidOptionsException">An option is out of range.</exception>
    public Sampler(int vocabularySize, SamplingOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(vocabularySize, 1);
        options.Validate();
        this.options = options;
        probabilities = new double[vocabularySize];
        sorted = new double[vocabularySize];
    }

    /// <summary>Draws one id.</summary>
    /// <param name="logits">[vocabulary], as the model gave them.</param>
    /// <param name="uniform">A number in [0, 1).</param>
    /// <param name="forbidden">[vocabulary], true where an id cannot be drawn; empty where all can.</param>
    /// <exception cref="InvalidModelException">The logits hold NaN or positive infinity.</exception>
    public int Choose(ReadOnlySpan<float> logits, double uniform, ReadOnlySpan<bool> forbidden = default)
    {
        ReadOnlySpan<double> distribution = Distribution(logits, forbidden);
        double cumulative = 0;
        int last = 0;
        for (int id = 0; id < distribution.Length; id++)
        {
            if (distribution[id] > 0)
            {
                cumulative += distribution[id];
                last = id;
                if (uniform < cumulative)
                {
                    break;
                }
            }
        }

        return last;
    }

    /// <summary>The probabilities that <see cref="Choose"/> draws from; valid until the next call.</summary>
    /// <returns>[vocabulary], summing to 1.</returns>
    /// <exception cref="InvalidModelException">The logits hold NaN or positive infinity.</exception>
    public ReadOnlySpan<double> Distribution(ReadOnlySpan<float> logits, ReadOnlySpan<bool> forbidden = default)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(logits.Length, probabilities.Length);
        Span<double> scaled = probabilities;
        int largest = FindLargest(logits, forbidden);
        if (options.Temperature == 0)
        {
            scaled.Clear();
            scaled[largest] = 1;
            return scaled;
        }

        // The largest is taken off before the division, so that no temperature overflows.
        double offset = logits[largest];
        for (int id = 0; id < scaled.Length; id++)
        {
            scaled[id] = IsForbidden(forbidden, id) ? double.NegativeInfinity : (logits[id] - offset) / options.Temperature;
        }

        KeepTopK(scaled);
        Normalize(scaled);
        return scaled;
    }

    private static bool IsForbidden(ReadOnlySpan<bool> forbidden, int id) => !forbidden.IsEmpty && forbidden[id];

    private static int FindLargest(ReadOnlySpan<float> logits, ReadOnlySpan<bool> forbidden)
    {
        int largest = -1;
        for (int id = 0; id < logits.Length; id++)
        {
            if (float.IsNaN(logits[id]) || float.IsPositiveInfinity(logits[id]))
            {
                throw new InvalidModelException($"The model's logit of id {id} is {logits[id]}; must be a number below infinity. Its weights may be damaged.");
            }

            if (!IsForbidden(forbidden, id) && logits[id] > (largest < 0 ? float.NegativeInfinity : logits[largest]))
            {
                largest = id;
            }
        }

        return largest >= 0 ? largest : throw new InvalidModelException("No symbol can be drawn: each is forbidden or has probability 0.");
    }

    private void KeepTopK(Span<double> scaled)
    {
        if (options.TopK == 0 || options.TopK >= scaled.Length)
        {
            return;
        }

        scaled.CopyTo(sorted);
        sorted.AsSpan().Sort();
        double least = sorted[^options.TopK];
        int ties = options.TopK - CountAbove(scaled, least);
        for (int id = 0; id < scaled.Length; id++)
        {
            if (scaled[id] < least || (scaled[id] == least && ties-- <= 0))
            {
                scaled[id] = double.NegativeInfinity;
            }
        }
    }

    private static int CountAbove(ReadOnlySpan<double> scaled, double least)
    {
        int count = 0;
        foreach (double value in scaled)
        {
            count += value > least ? 1 : 0;
        }

        return count;
    }

    private static void Normalize(Span<double> scaled)
    {
        double sum = 0;
        foreach (ref double value in scaled)
        {
            value = Math.Exp(value);
            sum += value;
        }

        foreach (ref double value in scaled)
        {
            value /= sum;
        }
    }
}
