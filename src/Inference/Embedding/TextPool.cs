namespace CharRnn.Inference;

/// <summary>
/// Pools what the network makes of one text, token by token. The text's tokens are followed by one that is not read: the end of the line, or
/// any token, whose cost is left out. Sums are in float64, so a long text loses nothing.
/// </summary>
internal sealed class TextPool(EmbeddingOptions options, int layers, int hiddenSize)
{
    private readonly double[] sums = new double[layers * hiddenSize];
    private readonly float[] last = new float[layers * hiddenSize];
    private long count;
    private double nats;
    private double lastCost;

    /// <summary>Adds a token: its cost, and the states before it, which are those after the token before it.</summary>
    public void Add(PredictedToken token)
    {
        nats += lastCost;
        lastCost = options.WithScore ? token.Cost : 0;
        if (token.Position == 0)
        {
            return; // before it is only the start character
        }

        count++;
        for (int layer = 0; layer < layers; layer++)
        {
            ReadOnlySpan<float> state = token.HiddenBefore(layer);
            state.CopyTo(last.AsSpan(layer * hiddenSize));
            if (options.Pooling != EmbeddingPooling.Last)
            {
                Span<double> sum = sums.AsSpan(layer * hiddenSize, hiddenSize);
                for (int unit = 0; unit < sum.Length; unit++)
                {
                    sum[unit] += state[unit];
                }
            }
        }
    }

    /// <summary>Makes the result.</summary>
    /// <param name="characters">The number of Unicode scalars.</param>
    /// <param name="unknown">The number of them that are not in the vocabulary.</param>
    /// <param name="hasEnd">Whether the last token was the end of the line.</param>
    public TextEmbedding ToEmbedding(int characters, int unknown, bool hasEnd) => new(
        ToValues(),
        options.WithScore ? SentenceScore.Of(options.UnknownPolicy, nats + (hasEnd ? lastCost : 0), characters, unknown, hasEnd) : null);

    private float[] ToValues()
    {
        if (count == 0)
        {
            Array.Fill(last, float.NaN);
        }

        return options.Pooling switch
        {
            EmbeddingPooling.Last => last,
            EmbeddingPooling.Mean => Mean(),
            _ => [.. Mean(), .. last],
        };
    }

    private float[] Mean() => Array.ConvertAll(sums, sum => (float)(sum / count)); // 0 / 0 is NaN
}
