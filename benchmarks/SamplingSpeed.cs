using System.Diagnostics;
using CharRnn.Export;
using CharRnn.Inference;

namespace CharRnn.Benchmarks;

/// <summary>How fast one text grows on one thread, drawing with top-k and top-p; the peer is plain ONNX Runtime in fp32.</summary>
internal static class SamplingSpeed
{
    public static Benchmark OfLstm(int hidden, Precision precision, double atLeast)
    {
        string name = $"sampling/{RandomModel.ShortName(hidden, precision)}";
        return new Benchmark(name, Target.RatioAtLeast(atLeast), measuring => Measure(name, hidden, precision, measuring));
    }

    /// <summary>The peer is a loop in Python that samples with PyTorch, also on one thread.</summary>
    public static Benchmark AgainstPyTorch(int hidden)
    {
        string name = $"sampling-pytorch/lstm-2x{hidden}";
        return new Benchmark(name, Target.RatioAtLeast(3), measuring => MeasureAgainstPyTorch(name, hidden, measuring));
    }

    private static Figure MeasureAgainstPyTorch(string name, int hidden, Measuring measuring)
    {
        int runs = measuring.Pick(5, 1);
        int characters = measuring.Pick(2_000, 20);
        string? why = PyTorchPeer.WhyMissing(measuring.Cancellation);
        using CharRnnModel model = CharRnnModel.Load(OnnxExporter.ToBytes(RandomModel.MakeLstm(hidden)));
        using GenerationSession session = model.CreateSession(new SamplingOptions { Temperature = 0.8 }, new GenerationOptions { Seed = 1 });
        AlternatingRuns pairs = AlternatingRuns.Measure(
            runs,
            () => Rate(() => session.Next(), characters, measuring),
            why is null ? () => PyTorchPeer.SampleLstm(hidden, model.Description, characters, measuring.Cancellation).CharactersPerSecond : null);
        string settings = $"one session on one thread, {RandomModel.Name(hidden)}, fp32, temperature 0.8, {characters} characters a run, median of {runs} runs";
        return pairs.ToFigure(name, "characters/s", why is null ? "PyTorch, softmax and multinomial" : null, why is null ? settings : $"{settings}; no peer: {why}");
    }

    private static Figure Measure(string name, int hidden, Precision precision, Measuring measuring)
    {
        int runs = measuring.Pick(9, 1);
        int characters = measuring.Pick(2_000, 20);
        WeightsFile weights = RandomModel.MakeLstm(hidden);
        SamplingOptions options = new() { TopK = 40, TopP = 0.95 };
        using CharRnnModel model = CharRnnModel.Load(OnnxExporter.ToBytes(weights, precision));
        using GenerationSession session = model.CreateSession(options, new GenerationOptions { Seed = 1 });
        using PlainOnnxSampler plain = new(OnnxExporter.ToBytes(weights), model.Description, options);
        long allocated = 0;
        AlternatingRuns pairs = AlternatingRuns.Measure(runs, Ours, () => Rate(plain.Next, characters, measuring));
        return pairs.ToFigure(
            name,
            "characters/s",
            "NamedOnnxValue in fp32",
            $"one session on one thread, {RandomModel.Name(hidden)}, top-k 40, top-p 0.95, {characters} characters a run, median of {runs} runs; {allocated} bytes allocated a character");

        double Ours()
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            double rate = Rate(() => session.Next(), characters, measuring);
            allocated = (GC.GetAllocatedBytesForCurrentThread() - before) / characters; // what a run allocates in all is shared
            return rate;
        }
    }

    private static double Rate(Action next, int characters, Measuring measuring)
    {
        measuring.Cancellation.ThrowIfCancellationRequested();
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < characters; i++)
        {
            next();
        }

        return characters / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
