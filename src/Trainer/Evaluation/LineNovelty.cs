namespace CharRnn.Trainer;

/// <summary>How many lines of a text are new. Empty lines do not count.</summary>
/// <param name="Count">The number of lines of the text.</param>
/// <param name="InCorpus">The number of them that are lines of the corpus.</param>
/// <param name="Repeated">The number of them that repeat an earlier line of the text.</param>
public sealed record LineNovelty(int Count, int InCorpus, int Repeated)
{
    internal static LineNovelty Of(string[] lines, Corpus corpus)
    {
        CorpusLines known = new(corpus);
        return new(lines.Length, lines.Count(known.Contains), lines.Length - lines.Distinct(StringComparer.Ordinal).Count());
    }
}
