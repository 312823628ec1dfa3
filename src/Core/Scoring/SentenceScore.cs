namespace CharRnn;

/// <summary>The likelihood of a text under a model.</summary>
/// <param name="LogLikelihood">
/// The sum of ln p(character | the characters before it), in nats, from the zero state after the start character. It is 0 for an empty text.
/// </param>
/// <param name="CharacterCount">The number of Unicode scalars in the text.</param>
/// <param name="UnknownCount">The number of them that are not in the vocabulary. Under <see cref="UnknownPolicy.Floor"/> each costs 20 bits.</param>
public readonly record struct SentenceScore(double LogLikelihood, int CharacterCount, int UnknownCount)
{
    /// <summary>
    /// Gets the bits that each character costs, or with a model of words each word (see <see cref="Vocabulary.Split"/>), or null if they were not asked for. Unknown characters cost the floor, skipped ones nothing.
    /// A scored end of the line comes last. Together they are the log-likelihood.
    /// </summary>
    public IReadOnlyList<double>? Surprisals { get; init; }

    /// <summary>
    /// Gets the number of line ends in the score: 1 for a line whose newline is scored, as that of a line model is, and 0 otherwise. An empty
    /// line has none.
    /// </summary>
    public int EndCount { get; init; }

    /// <summary>Gets the average bits per character, or null for an empty text, which has none. A scored line end counts as a character.</summary>
    public double? BitsPerCharacter => CharacterCount == 0 ? null : -LogLikelihood / Likelihood.NatsPerBit / (CharacterCount + EndCount);

    /// <summary>Gets the perplexity, e to the average nats per character, or null for an empty text, which has none. A scored line end counts as a character.</summary>
    public double? Perplexity => CharacterCount == 0 ? null : Math.Exp(-LogLikelihood / (CharacterCount + EndCount));

    /// <summary>Makes the score of a text.</summary>
    /// <param name="policy">What was done with characters that are not in the vocabulary.</param>
    /// <param name="nats">What the model's tokens cost.</param>
    /// <param name="characters">The number of Unicode scalars.</param>
    /// <param name="unknown">The number of them that are not in the vocabulary.</param>
    /// <param name="hasEnd">Whether a line end is among the tokens.</param>
    internal static SentenceScore Of(UnknownPolicy policy, double nats, int characters, int unknown, bool hasEnd) =>
        new(0 - nats - Likelihood.FloorNats(policy, unknown), characters, unknown) { EndCount = hasEnd ? 1 : 0 };
}
