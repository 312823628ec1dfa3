namespace CharRnn;

/// <summary>
/// Draws the tokens of a text from the logits of a model. The caller runs the network on <see cref="DecodingState.PendingId"/>, passes the
/// logits to <see cref="Draw"/>, and repeats. Buffers are reused, so a draw allocates nothing. Not safe for concurrent use.
/// </summary>
internal sealed class Decoder
{
    private readonly TextRules rules;
    private readonly Sampler sampler;
    private readonly int penaltyWindow; // 0 without penalties
    private readonly bool[] never; // [vocabulary], tokens that can never be drawn
    private readonly bool[] forbidden; // [vocabulary], tokens that cannot be drawn now
    private bool isStale; // forbidden differs from never

    /// <param name="rules">The meaning of the token ids.</param>
    /// <param name="options">The sampling options.</param>
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
    /// <param name="seed">The seed of the random numbers; null for a fresh one.</param>
    public DecodingState Start(ulong? seed) => new(rules, seed ?? RandomSource.FreshSeed(), penaltyWindow);

    /// <summary>Draws the next token and appends it.</summary>
    /// <param name="state">The state of the text.</param>
    /// <param name="logits">The output of the model after <see cref="DecodingState.PendingId"/>, [vocabulary].</param>
    /// <param name="notYet">Characters or words that cannot be drawn now.</param>
    /// <returns>Whether the model continues from the zero state after the token.</returns>
    /// <exception cref="InvalidModelException">A logit is not a number, or no token can be drawn.</exception>
    public bool Draw(DecodingState state, ReadOnlySpan<float> logits, IEnumerable<string> notYet)
    {
        ReadOnlySpan<bool> forbiddenNow = Forbidden(state, notYet);
        return state.Append(sampler.Choose(logits, state.NextUniform(), forbiddenNow, state.Counts));
    }

    /// <summary>Returns which tokens cannot be drawn now.</summary>
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
                ?? throw new InvalidOptionsException($"LogitBias names {Vocabulary.NameOf(character)}; must be a {vocabulary.Piece} with its own id in the vocabulary");
            bias[id] = value;
        }

        return bias;
    }
}
