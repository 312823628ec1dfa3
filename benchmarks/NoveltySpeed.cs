using System.Diagnostics;
using System.Text;
using CharRnn.Trainer;

namespace CharRnn.Benchmarks;

/// <summary>How long it takes to find what a text has in common with a large corpus.</summary>
internal static class NoveltySpeed
{
    private const string Name = "novelty-100mb";

    public static Benchmark Benchmark { get; } = new(Name, Target.Below(60), Measure);

    private static Figure Measure(Measuring measuring)
    {
        int mebibytes = measuring.Pick(100, 1);
        int length = measuring.Pick(100_000, 10_000);
        int runs = measuring.Pick(3, 1);
        Corpus corpus = Corpus.FromUtf8(WordText.Make(mebibytes), "words", new CorpusOptions { Corpus = "words", ValidationFraction = 0 });
        string text = OtherOrder(length);
        double[] seconds = [.. Enumerable.Range(1, runs).Select(_ => TimeMeasuring(text, corpus, measuring))];
        return new Figure
        {
            Name = Name,
            Value = Statistic.Median(seconds),
            Unit = "s",
            Settings = $"the runs that {length:N0} characters have in common with {mebibytes} MiB in memory, {mebibytes / Statistic.Median(seconds):0.#} MiB/s, median of {runs} runs",
        };
    }

    private static double TimeMeasuring(string text, Corpus corpus, Measuring measuring)
    {
        GC.Collect();
        long start = Stopwatch.GetTimestamp();
        TextNovelty novelty = TextNovelty.Measure(text, corpus, cancellationToken: measuring.Cancellation);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        Measuring.Note($"  longest run {novelty.Longest?.Length}, median {novelty.Median}, in {seconds:0.000} s");
        return seconds;
    }

    /// <summary>The words of the corpus in another order, as a model might write.</summary>
    private static string OtherOrder(int length)
    {
        string[] words = Encoding.UTF8.GetString(WordText.Block()).Split(' ');
        RandomSource random = new(2);
        StringBuilder text = new();
        while (text.Length < length)
        {
            text.Append(words[(int)(random.NextDouble() * words.Length)]).Append(' ');
        }

        return text.ToString(0, length);
    }
}
