using System.Runtime.InteropServices;
using System.Text;
using CharRnn.Inference;

namespace CharRnn.Cli;

/// <summary>The loss of a model on a text. The state is carried through the whole text, or through each line for a line model.</summary>
/// <param name="Characters">The number of characters predicted, including the line ends of a line model.</param>
/// <param name="Unknown">The number of characters that are not in the vocabulary.</param>
/// <param name="LogLikelihood">The log-likelihood of all characters, in nats.</param>
internal readonly record struct TextLoss(long Characters, long Unknown, double LogLikelihood)
{
    /// <summary>What is counted in words; null unless the model's tokens are words.</summary>
    public WordFigures? Words { get; init; }

    /// <summary>The loss per character, in nats.</summary>
    public double Nats => -LogLikelihood / Characters;

    /// <summary>The loss of one more text.</summary>
    public TextLoss With(SentenceScore score) =>
        new(Characters + score.CharacterCount + score.EndCount, Unknown + score.UnknownCount, LogLikelihood + score.LogLikelihood);

    /// <summary>Splits a text into the parts that a model reads from the zero state.</summary>
    public static string[] Split(ReadOnlyMemory<byte> utf8, ModelDescription description) =>
        description.Unit == TextUnit.Line ? [.. Lines(utf8)] : [Encoding.UTF8.GetString(utf8.Span)];

    /// <summary>Returns the non-empty lines of a text.</summary>
    public static IEnumerable<string> Lines(ReadOnlyMemory<byte> utf8) => Utf8Text.ReadLines(Open(utf8), "The text").Where(line => line.Length > 0);

    /// <summary>Measures the loss. Beyond the text itself it takes constant memory.</summary>
    /// <exception cref="InvalidTextException">The text has no character.</exception>
    public static TextLoss Measure(CharRnnModel model, ReadOnlyMemory<byte> utf8, string source, CancellationToken cancellation)
    {
        UnknownPolicy policy = model.Vocabulary.UnknownId is null ? UnknownPolicy.Floor : UnknownPolicy.Replace;
        SentenceScorer scorer = new(model, new ScoringOptions { UnknownPolicy = policy });
        TextLoss sum = default;
        foreach (SentenceScore score in model.Description.Unit == TextUnit.Line ? scorer.Score(Lines(utf8)) : [scorer.Score(new StreamReader(Open(utf8), Encoding.UTF8, detectEncodingFromByteOrderMarks: false), cancellation)])
        {
            cancellation.ThrowIfCancellationRequested();
            sum = sum.With(score);
        }

        return sum.Characters > 0 ? sum with { Words = model.Vocabulary.Tokenization == Tokenization.Words ? WordFigures.Count(utf8.Span, model.Vocabulary) : null }
            : throw new InvalidTextException($"{source} has no {(scorer.IncludesEnd ? "line with a character" : "character")}; there is nothing to measure.");
    }

    private static MemoryStream Open(ReadOnlyMemory<byte> utf8) =>
        MemoryMarshal.TryGetArray(utf8, out ArraySegment<byte> array) ? new(array.Array!, array.Offset, array.Count, writable: false) : new(utf8.ToArray());
}
