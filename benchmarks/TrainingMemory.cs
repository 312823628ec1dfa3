using CharRnn.Trainer;

namespace CharRnn.Benchmarks;

/// <summary>Whether the process grows while it trains: a tensor forgotten a step would add up.</summary>
internal static class TrainingMemory
{
    private const string Name = "training-memory";

    public static Benchmark Benchmark { get; } = new(Name, Target.Below(8), Measure);

    private static Figure Measure(Measuring measuring)
    {
        int warmUp = measuring.Pick(5000, 5); // until the managed heap has its size and the code is compiled for good
        int steps = measuring.Pick(2000, 20);
        TrainingOptions options = new() { HiddenSize = 64, BatchSize = 16, SequenceLength = 32, Device = "cpu" };
        Corpus corpus = Corpus.FromUtf8(WordText.Block(), "words", new CorpusOptions { Corpus = "words" });
        StreamBatches batches = new(corpus.Training, options.BatchSize, options.SequenceLength, dropPartial: true);
        using TorchEngine engine = new(options.Describe(corpus), options);
        Train(0, warmUp);
        double before = ResidentMebibytes();
        Train(warmUp, warmUp + steps);
        double after = ResidentMebibytes();
        return new Figure
        {
            Name = Name,
            Value = after - before,
            Unit = "MiB",
            Settings = $"growth of resident memory over {steps} steps from {before:0.#} MiB after {warmUp}, garbage collected; LSTM 1x{options.HiddenSize}, batch {options.BatchSize}, sequence {options.SequenceLength}",
        };

        void Train(int from, int to)
        {
            for (int step = from; step < to; step++)
            {
                measuring.Cancellation.ThrowIfCancellationRequested();
                engine.TrainBatch(batches[step], options.LearningRate);
            }
        }
    }

    // What the garbage collector has yet to find is no growth.
    private static double ResidentMebibytes()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        return Environment.WorkingSet / (double)WordText.Mebibyte;
    }
}
