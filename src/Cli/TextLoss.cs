using CharRnn.Inference;

namespace CharRnn.Cli;

/// <summary>What a model loses on a text, the state carried through all of it, or through each line of a model of lines.</summary>
/// <param name="Characters">Characters predicted, ends of lines included where they are.</param>
/// <param name="Unknown">Characters that the vocabulary lacks.</param>
/// <param name="LogLikelihood">In nats, of all.</param>
internal readonly record struct TextLoss(long Characters, long Unknown, double LogLikelihood)
{
    /// <summary>Average loss of a character.</summary>
    public double Nats => -LogLikelihood / Characters;

    /// <summary>A file's text as the pieces that a model reads from the zero state.</summary>
    public static string[] Split(string text, ModelDescription description) => description.Unit == TextUnit.Line ? Lines(text) : [text];

    /// <summary>The lines of a text that are not empty.</summary>
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
