namespace CharRnn;

/// <summary>
/// Draws the next token id: a pure function of logits, options and one uniform number, computed in float64. It applies penalties and
/// bias, then temperature, then top-k, top-p and min-p in that order, and renormalises. The draw inverts the cumulative distribution in
/// ascending id order. Ties at a cut go to the lower id. Temperature 0 takes the largest logit, with the lowest id on a tie. Buffers are
/// reused, so a draw allocates nothing. Not safe for concurrent use.
/// </summary>
public sealed class Sampler
{
    private readonly SamplingOptions options;
    private readonly double[]? bias; // [vocabulary]
    private readonly double[] probabilities; // [vocabulary]
    private readonly double[] sorted; // [vocabulary]

    /// <summary>Creates a sampler for logits of <paramref name="vocabularySize"/> tokens.</summary>
    /// <param name="vocabularySize">The number of token ids.</param>
    /// <param name="options">The sampling options. <see cref="SamplingOptions.LogitBias"/> is by character; pass it by id in <paramref name="bias"/>.</param>
    /// <param name="bias">Added to the logits, [vocabulary]; minus infinity forbids an id. Null for none. It is not copied.</param>
    /// <exception cref="InvalidOptionsException">An option is out of range.</exception>
    public Sampler(int vocabularySize, SamplingOptions options, double[]? bias = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(vocabularySize, 1);
        ArgumentOutOfRangeException.ThrowIfNotEqual(bias?.Length ?? vocabularySize, vocabularySize);
        options.Validate();
        this.options = options.Copy();
        this.bias = bias;
        probabilities = new double[vocabularySize];
        sorted = new double[vocabularySize];
    }

    /// <summary>Draws a token id.</summary>
    /// <param name="logits">The output of the model, [vocabulary].</param>
    /// <param name="uniform">A number in [0, 1).</param>
    /// <param name="forbidden">Whether each id cannot be drawn, [vocabulary]; empty if all can.</param>
    /// <param name="counts">How often each id is in the text, for penalties, [vocabulary]; empty without them.</param>
    /// <exception cref="InvalidModelException">The logits hold NaN or positive infinity, or no token can be drawn.</exception>
    public int Choose(ReadOnlySpan<float> logits, double uniform, ReadOnlySpan<bool> forbidden = default, ReadOnlySpan<int> counts = default)
    {
        ReadOnlySpan<double> distribution = Distribution(logits, forbidden, counts);
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

    /// <summary>Returns the probabilities that <see cref="Choose"/> draws from, valid until the next call.</summary>
    /// <param name="logits">The output of the model, [vocabulary].</param>
    /// <param name="forbidden">Whether each id cannot be drawn, [vocabulary]; empty if all can.</param>
    /// <param name="counts">How often each id is in the text, for penalties, [vocabulary]; empty without them.</param>
    /// <returns>[vocabulary], summing to 1.</returns>
    /// <exception cref="InvalidModelException">The logits hold NaN or positive infinity, or no token can be drawn.</exception>
    public ReadOnlySpan<double> Distribution(ReadOnlySpan<float> logits, ReadOnlySpan<bool> forbidden = default, ReadOnlySpan<int> counts = default)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(logits.Length, probabilities.Length);
        Span<double> scaled = probabilities;
        Adjust(logits, forbidden, counts, scaled);
        int largest = FindLargest(scaled);
        if (options.Temperature == 0)
        {
            scaled.Clear();
            scaled[largest] = 1;
            return scaled;
        }

        // The largest is subtracted before the division, so that no temperature overflows.
        double offset = scaled[largest];
        foreach (ref double value in scaled)
        {
            value = (value - offset) / options.Temperature;
        }

        Cut(scaled);
        Normalize(scaled);
        return scaled;
    }

    private void Adjust(ReadOnlySpan<float> logits, ReadOnlySpan<bool> forbidden, ReadOnlySpan<int> counts, Span<double> adjusted)
    {
        for (int id = 0; id < logits.Length; id++)
        {
            if (float.IsNaN(logits[id]) || float.IsPositiveInfinity(logits[id]))
            {
                throw new InvalidModelException($"The logit of id {id} is {logits[id]}; must be a number below infinity. The weights of the model may be damaged.");
            }

            double value = logits[id];
            if (!counts.IsEmpty && counts[id] > 0)
            {
                value -= options.PresencePenalty + (options.FrequencyPenalty * counts[id]);
            }

            value += bias is null ? 0 : bias[id];
            adjusted[id] = !forbidden.IsEmpty && forbidden[id] ? double.NegativeInfinity : value;
        }
    }

    private static int FindLargest(ReadOnlySpan<double> values)
    {
        int largest = 0;
        for (int id = 1; id < values.Length; id++)
        {
            largest = values[id] > values[largest] ? id : largest;
        }

        return double.IsNegativeInfinity(values[largest])
            ? throw new InvalidModelException("No token can be drawn: each is forbidden or has probability 0.")
            : largest;
    }

    /// <summary>Sets the logits of ids that cannot be drawn to minus infinity.</summary>
    private void Cut(Span<double> scaled)
    {
        bool cutsK = options.TopK > 0 && options.TopK < scaled.Length;
        if (!cutsK && options.TopP == 1 && options.MinP == 0)
        {
            return;
        }

        scaled.CopyTo(sorted);
        sorted.AsSpan().Sort();
        int kept = CountMinP(CountTopP(cutsK ? options.TopK : scaled.Length));
        double least = sorted[^kept];
        int ties = kept - CountAbove(scaled, least);
        foreach (ref double value in scaled)
        {
            if (value < least || (value == least && ties-- <= 0))
            {
                value = double.NegativeInfinity;
            }
        }
    }

    /// <returns>How many of the largest reach <see cref="SamplingOptions.TopP"/> of the sum of the <paramref name="kept"/> largest.</returns>
    private int CountTopP(int kept)
    {
        if (options.TopP == 1)
        {
            return kept;
        }

        double sum = 0;
        for (int rank = 1; rank <= kept; rank++)
        {
            sum += Math.Exp(sorted[^rank]);
        }

        double cumulative = 0;
        for (int rank = 1; rank <= kept; rank++)
        {
            cumulative += Math.Exp(sorted[^rank]);
            if (cumulative >= options.TopP * sum)
            {
                return rank;
            }
        }

        return kept;
    }

    /// <returns>How many of the <paramref name="kept"/> largest are at least <see cref="SamplingOptions.MinP"/> of the largest.</returns>
    private int CountMinP(int kept)
    {
        // The largest is e^0, so this is the fraction.
        while (kept > 1 && Math.Exp(sorted[^kept]) < options.MinP)
        {
            kept--;
        }

        return kept;
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
