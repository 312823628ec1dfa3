using System.Diagnostics;

namespace CharRnn.Benchmarks;

/// <summary>How long a user waits for the first step: from the start of <c>charrnn train</c> to the line that tells of it.</summary>
internal static class StartToFirstStep
{
    private const string Name = "start-to-first-step";
    private const string FirstStep = "step 1  loss";

    public static Benchmark Benchmark { get; } = new(Name, Target.Below(3), Measure);

    private static Figure Measure(Measuring measuring)
    {
        using TemporaryFolder folder = new();
        WordText.Write(folder["words.txt"], mebibytes: 1, measuring.Cancellation);
        int starts = measuring.Pick(5, 1);
        string settings = $"charrnn train with its defaults on a text of 1 MiB, until it reports its first step, median of {starts} starts";
        if (PyTorchPeer.WhyMissing(measuring.Cancellation) is { } why)
        {
            Measuring.Note($"  no PyTorch to compare with: {why}");
            return MakeFigure(Statistic.Median(Enumerable.Range(0, starts).Select(_ => TimeStart(folder, measuring))), $"{settings}; no peer: {why}");
        }

        // Rates, for more is better: starts a second.
        AlternatingRuns pairs = AlternatingRuns.Measure(starts, () => 1 / TimeStart(folder, measuring), () => 1 / TimeImport(measuring));
        return MakeFigure(1 / pairs.Value, settings) with { Peer = "import torch in Python", PeerValue = 1 / pairs.PeerValue, Ratio = pairs.Ratio };
    }

    private static Figure MakeFigure(double seconds, string settings) => new() { Name = Name, Value = seconds, Unit = "s", Settings = settings };

    // Most of a start is the loading of libtorch, on either side.
    private static double TimeImport(Measuring measuring)
    {
        long start = Stopwatch.GetTimestamp();
        PyTorchPeer.WhyMissing(measuring.Cancellation);
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static double TimeStart(TemporaryFolder folder, Measuring measuring)
    {
        long start = Stopwatch.GetTimestamp();
        double? seconds = null;

        // Of a single step, the first report would come after the validation at the end.
        ProgramRun train = ProgramRun.OfCharRnn("train", "--corpus", folder["words.txt"], "--output", folder["run"], "--overwrite", "--max-steps", "2") with
        {
            OnErrorLine = line => seconds ??= line.Contains(FirstStep, StringComparison.Ordinal) ? Stopwatch.GetElapsedTime(start).TotalSeconds : null,
        };
        train.Run(measuring.Cancellation);
        Measuring.Note($"  {seconds:0.00} s");
        return seconds ?? throw new CharRnnException($"charrnn train never said \"{FirstStep}\".");
    }
}
