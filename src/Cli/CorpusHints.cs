using CharRnn.Trainer;

namespace CharRnn.Cli;

/// <summary>What may be wrong with a corpus that can be learnt.</summary>
internal static class CorpusHints
{
    /// <summary>Returns a warning for each problem.</summary>
    public static IEnumerable<string> Of(Corpus corpus)
    {
        if (corpus is { Task: ModelTask.Classify, Training.Length: > 0 } && HasHeader(corpus))
        {
            yield return $"only the first line of {corpus.Name} has the class \"{VisibleText.Line(corpus.Labels[corpus.Training.Labels![0]])}\"; if it is a header, take it out";
        }

        if (HasOnlyCarriageReturns(corpus))
        {
            yield return LineEnds.CarriageReturnHint(corpus.Name);
        }
    }

    // The class of the first line is that of no other.
    private static bool HasHeader(Corpus corpus)
    {
        int end = corpus.Training.IndexOf(corpus.NewlineId, 0) + 1;
        IdSequence[] others = [corpus.Training.Slice(end, corpus.Training.Length - end), corpus.Validation, corpus.Test];
        return others.All(part => part.Labels!.IndexOf(corpus.Training.Labels![0], 0) < 0);
    }

    private static bool HasOnlyCarriageReturns(Corpus corpus)
    {
        return Has("\r") && !Has("\n");

        // A last newline may be added to a text of lines.
        bool Has(string character) => corpus.Vocabulary.FindId(character) is { } id && corpus.Training.IndexOf(id, 0) is var at && at >= 0 && at < corpus.Training.Length - 1;
    }
}
