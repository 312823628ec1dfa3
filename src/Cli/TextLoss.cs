using System.Runtime.InteropServices;
using System.Text;
using CharRnn.Inference;

namespace CharRnn.Cli;

/// <summary>What a model loses on a text, the state carried through all of it, or through each line of a model of lines.</summary>
/// <param name="Symbols">Characters predicted, ends of lines included where they are.</param>
/// <param name="Unknown">Characters that the vocabulary lacks.</param>
/// <param name="LogLikelihood">In nats, of all.</param>
internal readonly record struct TextLoss(long Symbols, long Unknown, double LogLikelihood)
{
    /// <summary>Average loss of a character.</summary>
    public double Nats => -LogLikelihood / Symbols;

    /// <summary>A file's text as the pieces that a model reads from the zero state.</summary>
    public static string[] Split(ReadOnlyMemory<byte> utf8, ModelDescription description) =>
        description.Unit == TextUnit.Line ? [.. Lines(utf8)] : [Encoding.UTF8.GetString(utf8.Span)];

    /// <summary>The lines of a text that are not empty.</summary>
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
            sum = new TextLoss(
                sum.Symbols + score.CharacterCount + (scorer.IncludesEnd ? 1 : 0), sum.Unknown + score.UnknownCount, sum.LogLikelihood + score.LogLikelihood);
        }

        return sum.Symbols > 0 ? sum
            : throw new InvalidTextException($"{source} has no {(scorer.IncludesEnd ? "line with a character" : "character")}; there is nothing to measure.");
    }

    private static MemoryStream Open(ReadOnlyMemory<byte> utf8) =>
        MemoryMarshal.TryGetArray(utf8, out ArraySegment<byte> array) ? new(array.Array!, array.Offset, array.Count, writable: false) : new(utf8.ToArray());
}
