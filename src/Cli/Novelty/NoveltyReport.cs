using System.Globalization;

namespace CharRnn.Cli;

/// <summary>The result of <c>charrnn novelty</c>, for people.</summary>
/// <param name="figures">The result.</param>
internal sealed class NoveltyReport(NoveltyFigures figures)
{
    private const int BarLength = 32;
    private const int ShownLength = 1000; // characters of the longest run

    public void Write()
    {
        Console.Out.WriteLine(Invariant($"{"text",-9}{VisibleText.Line(figures.Text)}, {figures.Written.Characters:N0} characters{(figures.Seed is { } seed ? $", sampled with seed {seed}" : "")}"));
        Console.Out.WriteLine(Invariant($"{"corpus",-9}{VisibleText.Line(figures.Corpus)}, {figures.TrainingCharacters:N0} characters of it to train on{(figures.HeldOut is { } part ? $", and the first {part.Characters:N0} that are held out" : "")}"));
        Console.Out.WriteLine();
        WriteMeasures();
        Console.Out.WriteLine();
        WriteHistogram();
        if (figures.Written.LongestRunText is { } run)
        {
            Console.Out.WriteLine();
            Console.Out.WriteLine(Invariant($"the longest run, from line {figures.Written.LongestRunLine:N0} of {VisibleText.Line(figures.Written.LongestRunFile ?? "the corpus")}:"));
            Console.Out.WriteLine(VisibleText.Lines(VisibleText.Cut(run, ShownLength)) + (run.Length > ShownLength ? "…" : ""));
        }
    }

    private void WriteMeasures()
    {
        ColumnText columns = figures.HeldOut is null ? new("", "text") : new("", "text", "held out");
        Add("longest run, characters", part => Invariant($"{part.LongestRun:N0}"));
        Add("median run", part => Invariant($"{part.MedianRun:#,0.#}"));
        Add("mean run", part => Invariant($"{part.MeanRun:N1}"));
        Add($"characters in runs of {PartFigures.LongRun} or more", part => Share(part.ShareInLongRuns));
        if (figures.Written.Lines is not null)
        {
            Add("lines", part => Invariant($"{part.Lines:N0}"));
            Add("lines that the corpus has", part => Share(part.ShareOfLinesInCorpus!.Value));
            Add("lines that repeat an earlier one", part => Share(part.ShareOfLinesRepeated!.Value));
        }

        columns.Write();

        void Add(string name, Func<PartFigures, string> cell) =>
            columns.Add([name, cell(figures.Written), .. figures.HeldOut is { } heldOut ? (string[])[cell(heldOut)] : []]);
    }

    private void WriteHistogram()
    {
        ColumnText columns = figures.HeldOut is null ? new("run of", "", "text") { LeftAligned = 2 } : new("run of", "", "text", "held out") { LeftAligned = 2 };
        int bins = Math.Max(figures.Written.Histogram.Count, figures.HeldOut?.Histogram.Count ?? 0);
        double most = figures.Written.Histogram.Max(bin => bin.Characters);
        for (int i = 0; i < bins; i++)
        {
            string bar = new('█', (int)Math.Ceiling(CharactersAt(figures.Written) / most * BarLength));
            columns.Add([
                (i < figures.Written.Histogram.Count ? figures.Written : figures.HeldOut!).Histogram[i].ToString(),
                bar,
                ShareAt(figures.Written),
                .. figures.HeldOut is { } heldOut ? (string[])[ShareAt(heldOut)] : [],
            ]);

            int CharactersAt(PartFigures part) => i < part.Histogram.Count ? part.Histogram[i].Characters : 0;

            string ShareAt(PartFigures part) => Share(CharactersAt(part) / (double)part.Characters);
        }

        columns.Write();
    }

    private static string Share(double share) => Invariant($"{100 * share:F1} %");

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
