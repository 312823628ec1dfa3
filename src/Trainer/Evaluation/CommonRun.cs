namespace CharRnn.Trainer;

/// <summary>A sequence of characters that a text and a corpus have in common.</summary>
/// <param name="Text">The characters.</param>
/// <param name="Length">The number of Unicode scalars.</param>
/// <param name="CorpusLine">The line of the corpus where it begins first, from 1.</param>
public sealed record CommonRun(string Text, int Length, int CorpusLine)
{
    internal static CommonRun Of((int Length, int CorpusEnd, int TextEnd) run, int[] text, Corpus corpus) => new(
        corpus.Vocabulary.Decode(text.AsSpan(run.TextEnd - run.Length, run.Length)),
        run.Length,
        LineAt(run.CorpusEnd - run.Length, corpus));

    private static int LineAt(int position, Corpus corpus)
    {
        int line = 1;
        if (corpus.Vocabulary.FindId("\n") is { } newline)
        {
            for (int end = -1; (end = corpus.Training.IndexOf(newline, end + 1)) >= 0 && end < position; line++)
            {
            }
        }

        return line;
    }
}
