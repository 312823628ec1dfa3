namespace CharRnn;

/// <summary>
/// Draws the tokens of a text from the model's logits. Whoever has the network lets it read <see cref="DecodingState.PendingId"/>, passes
/// the logits to <see cref="Draw"/>, and repeats. An instance keeps buffers, so a draw allocates nothing; it is not safe for concurrent use.
/// </summary>
internal sealed class Decoder
{
    private readonly TextRules rules;
    private readonly Sampler sampler;
    private readonly int penaltyWindow; // 0 without penalties
    private readonly bool[] never; // [vocabulary], tokens that cannot be drawn at all
    private readonly bool[] forbidden; // [vocabulary], tokens that cannot be drawn now
    private bool isStale; // forbidden differs from never

    /// <param name="rules">What ids mean.</param>
    /// <param name="options">How to draw.</param>
    /// <exception cref="InvalidOptionsException">An option is out of range, or names a character that the vocabulary lacks.</exception>
    public Decoder(TextRules rules, SamplingOptions options)
    {
        this.rules = rules;
        int size = rules.Vocabulary.Size;
        double[]? bias = BiasById(rules.Vocabulary, options.LogitBias);
        sampler = new Sampler(size, options, bias);
        penaltyWindow = options.HasPenalties ? options.PenaltyWindow : 0;
        never = [.. Enumerable.Range(0, size).Select(id => id == rules.Vocabulary.UnknownId || bias?[id] == double.NegativeInfinity)];
        forbidden = [.. never];
    }

    /// <summary>Starts a text.</summary>
    /// <param name="seed">Names the random numbers; null takes fresh ones.</param>
    public DecodingState Start(ulong? seed) => new(rules, seed ?? RandomSource.FreshSeed(), penaltyWindow);

    /// <summary>Draws the next token and appends it.</summary>
    /// <param name="state">The text.</param>
    /// <param name="logits">[vocabulary], after <see cref="DecodingState.PendingId"/>, as the model gave them.</param>
    /// <param name="notYet">Characters that cannot come next.</param>
    /// <returns>Whether the model starts anew after it, from the zero state.</returns>
    /// <exception cref="InvalidModelException">The logits are not numbers, or no token can be drawn.</exception>
    public bool Draw(DecodingState state, ReadOnlySpan<float> logits, IEnumerable<string> notYet)
    {
        ReadOnlySpan<bool> forbiddenNow = Forbidden(state, notYet);
        return state.Append(sampler.Choose(logits, state.NextUniform(), forbiddenNow, state.Counts));
    }

    /// <summary>The tokens that cannot come next.</summary>
    /// <returns>[vocabulary], valid until the next call.</returns>
    public ReadOnlySpan<bool> Forbidden(DecodingState state, IEnumerable<string> notYet)
    {
        if (rules.IsBytes)
        {
            for (int value = 0; value < forbidden.Length; value++)
            {
                forbidden[value] = never[value] || !state.AllowsByte((byte)value);
            }
        }
        else if (isStale)
        {
            never.CopyTo(forbidden, 0);
        }

        isStale = false;
        foreach (string character in notYet)
        {
            if (state.FindCompletingId(character) is { } id)
            {
                forbidden[id] = true;
                isStale = true;
            }
        }

        return forbidden;
    }

    private static double[]? BiasById(Vocabulary vocabulary, IReadOnlyDictionary<string, double> biasByCharacter)
    {
        if (biasByCharacter.Count == 0)
        {
            return null;
        }

        double[] bias = new double[vocabulary.Size];
        foreach ((string character, double value) in biasByCharacter)
        {
            int id = vocabulary.FindId(character)
                ?? throw new InvalidOptionsException($"LogitBias names {CharacterName.Of(character)}; must be a character that has an id of its own in the vocabulary");
            bias[id] = value;
        }

        return bias;
    }
}
