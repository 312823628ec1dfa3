using CharRnn.Inference;

namespace CharRnn.Cli;

/// <summary>The loss of a model on a text. The state is carried through the whole text, or through each line for a line model.</summary>
/// <param name="Characters">The number of characters predicted, including the line ends of a line model.</param>
/// <param name="Unknown">The number of characters that are not in the vocabulary.</param>
/// <param name="LogLikelihood">The log-likelihood of all characters, in nats.</param>
internal readonly record struct TextLoss(long Characters, long Unknown, double LogLikelihood)
{
    /// <summary>The loss per character, in nats.</summary>
    public double Nats => -LogLikelihood / Characters;

    /// <summary>Splits a text into the parts that a model reads from the zero state.</summary>
    public static string[] Split(string text, ModelDescription description) => description.Unit == TextUnit.Line ? Lines(text) : [text];

    /// <summary>The non-empty lines of a text.</summary>
    public static string[] Lines(string text) => [.. text.Split('\n').Select(line => line.TrimEnd('\r')).Where(line => line.Length > 0)];

    public static TextLoss Measure(CharRnnModel model, IEnumerable<string> texts, CancellationToken cancellation)
    {
        UnknownPolicy policy = model.Vocabulary.UnknownId is null ? UnknownPolicy.Floor : UnknownPolicy.Replace;
        SentenceScorer scorer = new(model, new ScoringOptions { UnknownPolicy = policy });
        TextLoss sum = default;
        foreach (SentenceScore score in scorer.Score(texts))
        {
            cancellation.ThrowIfCancellationRequested();
            sum = new TextLoss(
                sum.Characters + score.CharacterCount + (scorer.IncludesEnd ? 1 : 0), sum.Unknown + score.UnknownCount, sum.LogLikelihood + score.LogLikelihood);
        }

        return sum;
    }
}
