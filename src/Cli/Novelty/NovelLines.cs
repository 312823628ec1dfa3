using CharRnn.Inference;
using CharRnn.Trainer;

namespace CharRnn.Cli;

/// <summary>Draws lines until enough of them are new: lines that a corpus does not have.</summary>
/// <param name="corpus">The name of the corpus, for messages.</param>
/// <param name="isKnown">Whether the corpus has a line.</param>
internal sealed class NovelLines(string corpus, Predicate<string> isKnown)
{
    /// <summary>So many lines in a row, none of them new, end the drawing.</summary>
    public const int MaximumTries = 1000;

    /// <summary>Reads all lines of a corpus.</summary>
    /// <exception cref="CharRnnException">The model is not a line model, or the corpus cannot be read.</exception>
    public static NovelLines Load(string corpus, CharRnnModel model, CancellationToken cancellation)
    {
        if (model.Description.Unit != TextUnit.Line)
        {
            throw new InvalidOptionsException($"--novel applies only to a line model; {model.Name} was trained on a stream of text");
        }

        CorpusOptions options = new() { Corpus = CorpusSource.Resolve(corpus), ValidationFraction = 0 };
        return new NovelLines(corpus, new CorpusLines(NoveltyCorpus.Load(options, TextUnit.Line, cancellation)).Contains);
    }

    /// <summary>Draws lines, each with the next seed.</summary>
    /// <param name="draw">Draws the line of a seed; null is one without an end.</param>
    /// <param name="seed">The seed of the first.</param>
    /// <param name="count">How many new lines to return.</param>
    /// <exception cref="InvalidTextException">No line is new.</exception>
    public IEnumerable<string> Draw(Func<ulong, string?> draw, ulong seed, int count)
    {
        for (int found = 0, tries = 0; found < count; seed++)
        {
            if (draw(seed) is { Length: > 0 } line && !isKnown(line))
            {
                (found, tries) = (found + 1, 0);
                yield return line;
            }
            else if (++tries == MaximumTries)
            {
                throw new InvalidTextException(
                    $"The model writes nothing new any more: {tries:N0} lines in a row are in {corpus}, empty, or longer than --length. Found before: {found:N0}. Raise --temperature or --length, or lower --count.");
            }
        }
    }
}
