namespace CharRnn;

/// <summary>How likely a text is under a model.</summary>
/// <param name="LogLikelihood">
/// Sum of ln p(character | those before it), in nats, from the zero state after the start character; 0 for an empty text.
/// </param>
/// <param name="CharacterCount">Unicode scalars of the text.</param>
/// <param name="UnknownCount">How many of them the vocabulary lacks; each counts at the floor of 20 bits.</param>
public readonly record struct SentenceScore(double LogLikelihood, int CharacterCount, int UnknownCount)
{
    /// <summary>
    /// Bits that each character costs, unknown ones at the floor and skipped ones nothing, and after them the end where it is
    /// scored: together the log-likelihood. Null unless asked for.
    /// </summary>
    public IReadOnlyList<double>? Surprisals { get; init; }

    /// <summary>Average bits that a character costs; NaN for an empty text.</summary>
    public double BitsPerCharacter => CharacterCount == 0 ? double.NaN : -LogLikelihood / Likelihood.NatsPerBit / CharacterCount;

    /// <summary>e to the average nats per character; NaN for an empty text.</summary>
    public double Perplexity => CharacterCount == 0 ? double.NaN : Math.Exp(-LogLikelihood / CharacterCount);
}
