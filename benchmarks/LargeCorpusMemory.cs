using System.Diagnostics;

namespace CharRnn.Benchmarks;

/// <summary>The most memory that <c>charrnn train</c> has resident with a very large text.</summary>
internal static class LargeCorpusMemory
{
    private const string Name = "train-1gb-memory";

    public static Benchmark Benchmark { get; } = new(Name, Target.Below(1536), Measure);

    private static Figure? Measure(Measuring measuring)
    {
        using Process self = Process.GetCurrentProcess();
        if (PeakBytes(self) == 0)
        {
            Measuring.Note($"  {Name} is left out: this system does not say how much memory a process used at most.");
            return null;
        }

        int mebibytes = measuring.Pick(1024, 2);
        using TemporaryFolder folder = new();
        WordText.Write(folder["words.txt"], mebibytes, measuring.Cancellation);
        long peak = 0;

        // A tiny part to validate on: the network would take minutes to read a twentieth of the text.
        string[] arguments =
        [
            "train", "--corpus", folder["words.txt"], "--output", folder["run"],
            "--max-steps", "1", "--hidden", "16", "--layers", "1", "--validation-fraction", "0.0001",
        ];
        ProgramRun train = ProgramRun.OfCharRnn(arguments) with { OnWatch = process => peak = Math.Max(peak, PeakBytes(process)) };
        train.Run(measuring.Cancellation);
        return new Figure
        {
            Name = Name,
            Value = peak / (double)WordText.Mebibyte,
            Unit = "MiB",
            Settings = $"peak resident memory of charrnn train, one step of an LSTM 1x16, on a text of {mebibytes} MiB",
        };
    }

    private static long PeakBytes(Process process)
    {
        try
        {
            process.Refresh();
            return process.PeakWorkingSet64;
        }
        catch (InvalidOperationException)
        {
            return 0; // it has just ended; what it reached was seen a moment ago
        }
    }
}
