using System.Diagnostics;
using CharRnn.Trainer;

namespace CharRnn.Benchmarks;

/// <summary>How long a text in memory takes to become a vocabulary and ids.</summary>
internal static class EncodeSpeed
{
    private const string Name = "encode-100mb";

    public static Benchmark Benchmark { get; } = new(Name, Target.Below(2), Measure);

    private static Figure Measure(Measuring measuring)
    {
        int mebibytes = measuring.Pick(100, 1);
        int runs = measuring.Pick(5, 1);
        byte[] text = WordText.Make(mebibytes);
        double[] seconds = [.. Enumerable.Range(1, runs).Select(_ => TimeEncoding(text, measuring))];
        return new Figure
        {
            Name = Name,
            Value = Statistic.Median(seconds),
            Unit = "s",
            Settings = $"{mebibytes} MiB of UTF-8 in memory, hash included, median of {runs} runs",
        };
    }

    private static double TimeEncoding(byte[] text, Measuring measuring)
    {
        measuring.Cancellation.ThrowIfCancellationRequested();
        byte[] own = [.. text]; // a corpus may keep the array that it is given
        GC.Collect();
        long start = Stopwatch.GetTimestamp();
        Corpus corpus = Corpus.FromUtf8(own, "words", new CorpusOptions { Corpus = "words" });
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        Measuring.Note($"  {corpus.Characters:N0} characters in {seconds:0.000} s");
        return seconds;
    }
}
