using System.Diagnostics;
using CharRnn.Export;
using CharRnn.Inference;

namespace CharRnn.Benchmarks;

/// <summary>How many characters a second the scheduler makes for many requests at once; the peer is one request after another.</summary>
internal static class SchedulerSpeed
{
    private const int Requests = 32;

    public static Benchmark OfLstm(int hidden, Precision precision, double atLeast)
    {
        string name = $"scheduler/{RandomModel.ShortName(hidden, precision)}";
        return new Benchmark(name, Target.RatioAtLeast(atLeast), measuring => Measure(name, hidden, precision, measuring));
    }

    private static Figure Measure(string name, int hidden, Precision precision, Measuring measuring)
    {
        int runs = measuring.Pick(5, 1);
        int length = measuring.Pick(100, 5);
        WeightsFile weights = RandomModel.MakeLstm(hidden);
        using CharRnnModel model = CharRnnModel.Load(OnnxExporter.ToBytes(weights, precision));
        using CharRnnModel single = CharRnnModel.Load(OnnxExporter.ToBytes(weights));
        using GenerationScheduler scheduler = new(model, new GenerationSchedulerOptions { BatchSize = Requests, Threads = Environment.ProcessorCount });
        GenerationRequest[] requests = [.. Enumerable.Range(0, Requests).Select(seed => new GenerationRequest { Generation = new GenerationOptions { Seed = (ulong)seed, MaxLength = length } })];
        List<double> firsts = [];
        AlternatingRuns pairs = AlternatingRuns.Measure(runs, Together, OneByOne);
        firsts.Sort();
        return pairs.ToFigure(
            name,
            "characters/s",
            "one session after another, fp32, on one thread",
            $"{Requests} requests of {length} characters at once, {RandomModel.Name(hidden)}, {Environment.ProcessorCount} threads, median of {runs} runs; time to the first character p50 {Statistic.Percentile(firsts, 0.5):0.0} ms, p99 {Statistic.Percentile(firsts, 0.99):0.0} ms");

        double Together()
        {
            long start = Stopwatch.GetTimestamp();
            Task.WhenAll(requests.Select(request => Task.Run(() => ReadAsync(request), measuring.Cancellation))).GetAwaiter().GetResult();
            return Requests * length / Stopwatch.GetElapsedTime(start).TotalSeconds;
        }

        async Task ReadAsync(GenerationRequest request)
        {
            long start = Stopwatch.GetTimestamp();
            bool isFirst = true;
            await foreach (string _ in scheduler.StreamAsync(request, measuring.Cancellation))
            {
                if (isFirst)
                {
                    isFirst = false;
                    lock (firsts)
                    {
                        firsts.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                    }
                }
            }
        }

        double OneByOne()
        {
            long start = Stopwatch.GetTimestamp();
            foreach (GenerationRequest request in requests)
            {
                measuring.Cancellation.ThrowIfCancellationRequested();
                using GenerationSession session = single.CreateSession(request.Sampling, request.Generation);
                session.Generate();
            }

            return Requests * length / Stopwatch.GetElapsedTime(start).TotalSeconds;
        }
    }
}
