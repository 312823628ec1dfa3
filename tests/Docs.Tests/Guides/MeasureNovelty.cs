// docs/guides/novelty.md has this code.
#pragma warning disable IDE0005 // a guide shows every using that its code needs
#region GUIDE
using CharRnn;
using CharRnn.Trainer;
#endregion

namespace CharRnn.Docs.Tests.MeasureNovelty;

internal static class Program
{
    public static void Run()
    {
        #region GUIDE
        CorpusOptions options = new() { Corpus = "days", Unit = TextUnit.Line, ValidationFraction = 0 };
        Corpus corpus = Corpus.FromUtf8("Monday\nTuesday\nWednesday\nThursday\n"u8.ToArray(), "days", options);
        TextNovelty novelty = TextNovelty.Measure("Tuesday\nFunday\nThursdays\n", corpus);
        Console.WriteLine($"longest run {novelty.Longest!.Text}, line {novelty.Longest.CorpusLine} of the corpus");
        Console.WriteLine($"median run {novelty.Median:F1}, {novelty.ShareInRunsOf(7):P0} of the characters in runs of 7 or more");
        Console.WriteLine($"{novelty.Lines!.InCorpus} of {novelty.Lines.Count} lines in the corpus");
        #endregion
    }
}
