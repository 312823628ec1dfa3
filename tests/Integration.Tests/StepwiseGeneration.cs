namespace CharRnn.Integration.Tests;

/// <summary>
/// Generates as a host does that has only the model: read an id, draw, read what was drawn. A random number at the very edge between two
/// ids is replaced by the next one, so whoever computes the same in another order draws the same ids.
/// </summary>
/// <param name="weights">The model's weights.</param>
/// <param name="model">The model.</param>
/// <param name="options">How to draw.</param>
/// <param name="margin">Least distance of a random number from an edge, and of logits that a cut separates from each other.</param>
internal sealed class StepwiseGeneration(WeightsFile weights, OnnxRun model, SamplingOptions options, double margin)
{
    private readonly Vocabulary vocabulary = weights.Metadata.Vocabulary;
    private readonly Sampler sampler = new(weights.Metadata.Vocabulary.Size, options);
    private readonly bool[] forbidden = new bool[weights.Metadata.Vocabulary.Size];
    private readonly RandomSource random = new(9);
    private Utf8Progress utf8;

    /// <summary>The ids drawn.</summary>
    public List<int> Ids { get; } = [];

    /// <summary>The random number of each id.</summary>
    public List<float> Uniforms { get; } = [];

    /// <summary>The states before the last id.</summary>
    public float[][] States { get; private set; } = model.Zero(1);

    public void Run(int[] prompt, int length)
    {
        int id = prompt[0];
        for (int position = 1; position < prompt.Length + length; position++)
        {
            float[] logits = model.Read([id], 1, States);
            id = Follow(position < prompt.Length ? prompt[position] : Draw(logits));
        }
    }

    /// <summary>Returns the id to read next: after a line, the start character from the zero state.</summary>
    private int Follow(int id)
    {
        if (vocabulary.Tokenization == Tokenization.Bytes)
        {
            utf8.Advance((byte)id);
        }

        if (id != weights.Metadata.Description.FindLineEnd(vocabulary))
        {
            return id;
        }

        States = model.Zero(1);
        return weights.Metadata.StartId;
    }

    private int Draw(float[] logits)
    {
        Forbid();
        AssertNoTie(logits);
        double[] distribution = sampler.Distribution(logits, forbidden).ToArray();
        float uniform = NextUniform();
        while (IsNearEdge(distribution, uniform))
        {
            uniform = NextUniform();
        }

        Uniforms.Add(uniform);
        Ids.Add(sampler.Choose(logits, uniform, forbidden));
        return Ids[^1];
    }

    private void Forbid()
    {
        for (int id = 0; id < forbidden.Length; id++)
        {
            forbidden[id] = id == vocabulary.UnknownId || (vocabulary.Tokenization == Tokenization.Bytes && !utf8.Allows((byte)id));
        }
    }

    private float NextUniform() => Math.Min((float)random.NextDouble(), MathF.BitDecrement(1));

    private bool IsNearEdge(double[] distribution, double uniform)
    {
        double edge = 0;
        return distribution.Any(probability => probability > 0 && (edge += probability) < 1 - 1e-9 && Math.Abs(edge - uniform) < margin);
    }

    // Where only the largest logits count, no random number helps: a model is needed whose logits differ.
    private void AssertNoTie(float[] logits)
    {
        int kept = options.Temperature == 0 ? 1 : options.TopK;
        float[] sorted = [.. logits.Where((_, id) => !forbidden[id]).OrderDescending()];
        if (kept > 0 && kept < sorted.Length)
        {
            Assert.IsGreaterThan(margin, sorted[kept - 1] - (double)sorted[kept], $"Two logits of id {Ids.Count} are too near to each other for this test; take other weights.");
        }
    }
}
