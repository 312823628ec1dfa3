using System.Diagnostics;
using CharRnn.Trainer;

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
    private readonly ModelDescription description;
    private readonly TorchEngine engine;

    private TrainingStepSpeed(int hidden, Measuring measuring)
    {
        this.hidden = hidden;
        this.measuring = measuring;
        batch = measuring.Pick(50, 4);
        sequence = measuring.Pick(50, 8);
        description = new ModelDescription { Cell = Cell.Lstm, Layers = 2, HiddenSize = hidden, EmbeddingSize = Embedding, VocabularySize = Vocabulary };
        TrainingOptions options = new() { Threads = threads, MaxGradientNorm = 5, LearningRate = LearningRate, ForgetBias = 0, Device = "cpu" };
        engine = new TorchEngine(description, options);
        engine.SetWeights(WeightInitializer.Draw(description, options, random));
    }

    /// <summary>Beside PyTorch.</summary>
    public static Benchmark OfLstm(int hidden, double atLeast) => new($"training-step/lstm-2x{hidden}", Target.RatioAtLeast(atLeast), measuring =>
    {
        using TrainingStepSpeed speed = new(hidden, measuring);
        return speed.BesidePyTorch();
    });

    /// <summary>Beside the same network in bare TorchSharp, on the same libtorch: what our own part of a step costs.</summary>
    public static Benchmark BesideBare(int hidden) => new($"training-step-bare/lstm-2x{hidden}", Target.RatioAtLeast(0.95), measuring =>
    {
        using TrainingStepSpeed speed = new(hidden, measuring);
        return speed.BesideBareTorchSharp();
    });

    public void Dispose() => engine.Dispose();

    private Figure BesidePyTorch()
    {
        string? why = PyTorchPeer.WhyMissing(measuring.Cancellation);
        string? peer = null;

        // A shared machine slows down under seconds of full load. The peer comes rested to its run, by the loading of PyTorch; so do we.
        TimeSpan rest = why is null ? PyTorchPeer.TimeImport(measuring.Cancellation) : TimeSpan.Zero;
        int steps = StepsOfARun();
        return Measure("training-step", steps, rest, why is null ? TrainPeer : null, () => peer, why);

        double TrainPeer()
        {
            PyTorchPeer.Line line = PyTorchPeer.TrainLstm(hidden, batch, sequence, Vocabulary, Embedding, threads, steps, measuring.Cancellation);
            peer = line.Peer;
            return line.CharactersPerSecond;
        }
    }

    private Figure BesideBareTorchSharp()
    {
        using BareTorchSharp bare = new(description, batch, sequence, LearningRate);
        bare.Train(3, measuring.Cancellation);
        int steps = StepsOfARun();
        return Measure("training-step-bare", steps, TimeSpan.Zero, () => bare.Train(steps, measuring.Cancellation), () => "the same network in bare TorchSharp", why: null);
    }

    // The seconds of a run, ours or the peer's, are the same for all widths, so the wider take fewer steps.
    private int StepsOfARun()
    {
        Train(3);
        return (int)Math.Clamp(Train(2) * measuring.Pick(6.0, 0.1) / (batch * sequence), 3, 10_000);
    }

    private Figure Measure(string group, int steps, TimeSpan rest, Func<double>? trainPeer, Func<string?> peer, string? why)
    {
        int runs = measuring.Pick(5, 1);
        List<double> shares = [];
        AlternatingRuns pairs = AlternatingRuns.Measure(runs, TrainRested, trainPeer);
        string settings = $"LSTM 2x{hidden}, embedding {Embedding}, vocabulary {Vocabulary}, batch {batch}, sequence {sequence}, {threads} threads, {steps} steps a run, median of {runs} runs";
        return pairs.ToFigure($"{group}/lstm-2x{hidden}", "characters/s", peer(), why is null ? settings : $"{settings}; no peer: {why}") with
        {
            Share = Statistic.Median(shares),
        };

        double TrainRested()
        {
            measuring.Cancellation.WaitHandle.WaitOne(rest);
            double rate = Train(steps);
            double machine = MatrixProduct.OperationsPerSecond(measuring);
            shares.Add(rate * OperationsPerCharacter / machine);
            Measuring.Note($"  {rate * OperationsPerCharacter / 1e9:0.0} of the machine's {machine / 1e9:0.0} GFLOP/s");
            return rate;
        }
    }

    /// <summary>Of the matrix products alone: forward, and twice as many backward, for the weights and for the inputs.</summary>
    private double OperationsPerCharacter => 3 * RandomModel.OperationsPerCharacter(description);

    /// <returns>Characters trained on a second.</returns>
    private double Train(int steps)
    {
        long start = Stopwatch.GetTimestamp();
        for (int step = 0; step < steps; step++)
        {
            measuring.Cancellation.ThrowIfCancellationRequested();
            engine.TrainBatch(RandomBatch(), LearningRate);
        }

        return steps * batch * sequence / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    // Fresh ids every step, as the peer draws them; the state is carried from batch to batch.
    private Batch RandomBatch()
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

        return new Batch(inputs, targets, batch, sequence, StartsFromZero: false);
    }

    private int NextId() => (int)(random.NextDouble() * Vocabulary);
}
