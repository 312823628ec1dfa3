using System.Diagnostics;

namespace CharRnn.Benchmarks;

/// <summary>How long a user waits for the first step: from the start of <c>charrnn train</c> to the line that tells of it.</summary>
internal static class StartToFirstStep
{
    private const string Name = "start-to-first-step";
    private const string FirstStep = "step 1  loss";

    public static Benchmark Benchmark { get; } = new(Name, Target.Below(1.5), Measure);

    private static Figure Measure(Measuring measuring)
    {
        using TemporaryFolder folder = new();
        WordText.Write(folder["words.txt"], mebibytes: 1, measuring.Cancellation);
        int starts = measuring.Pick(5, 1);
        string settings = $"charrnn train with its defaults on a text of 1 MiB, until it reports its first step, median of {starts} starts";
        string? why = PyTorchPeer.WhyMissing(measuring.Cancellation);

        // Rates, for more is better: starts a second. Most of a start is the loading of libtorch, on either side.
        AlternatingRuns pairs = AlternatingRuns.Measure(
            starts,
            () => 1 / TimeStart(folder, measuring),
            why is null ? () => 1 / PyTorchPeer.TimeImport(measuring.Cancellation).TotalSeconds : null);
        return new Figure
        {
            Name = Name,
            Value = 1 / pairs.Value,
            Unit = "s",
            Peer = why is null ? "import torch in Python" : null,
            PeerValue = 1 / pairs.PeerValue,
            Ratio = pairs.Ratio,
            Settings = why is null ? settings : $"{settings}; no peer: {why}",
        };
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
