using System.Diagnostics;
using CharRnn.Trainer;
using CharRnn.Trainer.TorchEngine;

namespace CharRnn.Benchmarks;

/// <summary>The whole training step (forward, backward, clipping, Adam, the state carried on) beside the same step in PyTorch.</summary>
internal sealed class TrainingStepSpeed : IDisposable
{
    private const int Vocabulary = 65;
    private const int Embedding = 64;
    private const double LearningRate = 2e-3;

    private readonly Measuring measuring;
    private readonly int hidden;
    private readonly int batch;
    private readonly int sequence;
    private readonly int threads = Math.Min(2, Environment.ProcessorCount);
    private readonly RandomSource random = new(1);
    private readonly TorchEngine engine;

    private TrainingStepSpeed(int hidden, Measuring measuring)
    {
        this.hidden = hidden;
        this.measuring = measuring;
        batch = measuring.Pick(50, 4);
        sequence = measuring.Pick(50, 8);
        ModelDescription description = new() { Cell = Cell.Lstm, Layers = 2, HiddenSize = hidden, EmbeddingSize = Embedding, VocabularySize = Vocabulary };
        TrainingOptions options = new() { Threads = threads, MaxGradientNorm = 5, LearningRate = LearningRate, ForgetBias = 0, Device = "cpu" };
        engine = new TorchEngine(description, options);
        engine.GiveWeights(WeightInitializer.Draw(description, options, random));
    }

    public static Benchmark OfLstm(int hidden) => new($"training-step/lstm-2x{hidden}", Target.RatioAtLeast(0.97), measuring =>
    {
        using TrainingStepSpeed speed = new(hidden, measuring);
        return speed.Measure();
    });

    public void Dispose() => engine.Dispose();

    private Figure Measure()
    {
        // The seconds of a run, ours or the peer's, are the same for all widths, so the wider take fewer steps.
        Train(3);
        int steps = (int)Math.Clamp(Train(2) * measuring.Pick(12.0, 0.1) / (batch * sequence), 3, 10_000);
        int runs = measuring.Pick(5, 1);
        string settings = $"LSTM 2x{hidden}, embedding {Embedding}, vocabulary {Vocabulary}, batch {batch}, sequence {sequence}, {threads} threads, {steps} steps a run, median of {runs} runs";
        string? why = PyTorchPeer.WhyMissing(measuring.Cancellation);
        string? peer = null;

        // A shared machine slows down under seconds of full load. The peer comes rested to its run, by the loading of PyTorch; so do we.
        TimeSpan rest = why is null ? PyTorchPeer.TimeImport(measuring.Cancellation) : TimeSpan.Zero;
        AlternatingRuns pairs = AlternatingRuns.Measure(runs, TrainRested, why is null ? TrainPeer : null);
        return pairs.ToFigure(
            $"training-step/lstm-2x{hidden}",
            "characters/s",
            peer,
            why is null ? settings : $"{settings}; no peer: {why}");

        double TrainRested()
        {
            measuring.Cancellation.WaitHandle.WaitOne(rest);
            return Train(steps);
        }

        double TrainPeer()
        {
            PyTorchPeer.Line line = PyTorchPeer.TrainLstm(hidden, batch, sequence, Vocabulary, Embedding, threads, steps, measuring.Cancellation);
            peer = line.Peer;
            return line.CharactersPerSecond;
        }
    }

    /// <returns>Characters trained on a second.</returns>
    private double Train(int steps)
    {
        long start = Stopwatch.GetTimestamp();
        for (int step = 0; step < steps; step++)
        {
            measuring.Cancellation.ThrowIfCancellationRequested();
            engine.TrainWindow(RandomWindow(), LearningRate);
        }

        return steps * batch * sequence / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    // Fresh ids every step, as the peer draws them; the state is carried from window to window.
    private Window RandomWindow()
    {
        int[] inputs = new int[batch * sequence];
        int[] targets = new int[batch * sequence];
        for (int row = 0; row < batch; row++)
        {
            int id = NextId();
            for (int column = 0; column < sequence; column++)
            {
                inputs[(row * sequence) + column] = id;
                targets[(row * sequence) + column] = id = NextId();
            }
        }

        return new Window(inputs, targets, batch, sequence, StartsFromZero: false);
    }

    private int NextId() => (int)(random.NextDouble() * Vocabulary);
}
