namespace CharRnn.Cli;

/// <summary>The figures of a score that exist: those of nothing do not.</summary>
/// <param name="LogLikelihood">In nats.</param>
/// <param name="BitsPerCharacter">The average cost of a character.</param>
/// <param name="Perplexity">E to the average nats, or null if it is beyond double.</param>
internal readonly record struct Averages(double? LogLikelihood, double? BitsPerCharacter, double? Perplexity)
{
    /// <summary>The figures of a text. One whose characters were all skipped has none.</summary>
    public static Averages Of(SentenceScore score, UnknownPolicy policy)
    {
        int skipped = policy == UnknownPolicy.Skip ? score.UnknownCount : 0;
        if (skipped == 0)
        {
            return new(Finite(score.LogLikelihood), Finite(score.BitsPerCharacter), Finite(score.Perplexity));
        }

        int read = score.CharacterCount - skipped;
        double nats = -score.LogLikelihood / read;
        return read == 0 ? default : new(Finite(score.LogLikelihood), Finite(nats / Likelihood.NatsPerBit), Finite(Math.Exp(nats)));
    }

    /// <summary>Returns a number that JSON can hold, which has no NaN and no infinity.</summary>
    public static double? Finite(double? value) => value is { } number && double.IsFinite(number) ? number : null;
}
