using System.Diagnostics;
using System.Globalization;

namespace CharRnn.Trainer.Tests;

/// <summary>
/// Training beside a thread that collects garbage all the time, for a few seconds in the suite and for as long as
/// CHARRNN_GC_STRESS_SECONDS says on demand: no native object may go while libtorch uses it.
/// </summary>
[TestClass]
public sealed class GarbageCollectionTests
{
    private const int KindCount = 13;
    private const int LeastSteps = 50; // on a machine with other work too

    private static readonly double Seconds =
        double.Parse(Environment.GetEnvironmentVariable("CHARRNN_GC_STRESS_SECONDS") ?? "4", CultureInfo.InvariantCulture);

    public static IEnumerable<object[]> Kinds =>
    [
        .. Enum.GetValues<OptimizerKind>().Select(optimizer => (object[])[$"{optimizer}, gradients cut by their norm", Options(optimizer)]),
        .. Enum.GetValues<OptimizerKind>().Where(optimizer => optimizer != OptimizerKind.HessianFree).Select(optimizer => (object[])
            [$"{optimizer}, gradients cut by value", Options(optimizer).With(o => (o.MaxGradientNorm, o.MaxGradientValue) = (null, 0.01))]),
        ["Jordan", Options(OptimizerKind.Adam).With(o => (o.Cell, o.Layers) = (Cell.Jordan, 1))],
        ["echo state", Options(OptimizerKind.Adam).With(o => (o.Cell, o.Freeze) = (Cell.Rnn, FrozenWeights.Recurrent))],
    ];

    public required TestContext TestContext { get; init; }

    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public void Losses_are_the_same_while_garbage_is_collected(string kind, TrainingOptions options)
    {
        int leastSteps = options.Optimizer == OptimizerKind.HessianFree ? 2 : LeastSteps; // one is some hundred passes
        long end = Stopwatch.GetTimestamp() + (long)(Seconds / 2 / KindCount * Stopwatch.Frequency);
        List<StepResult> stressed; // and as many steps again without
        using (CollectingThread collector = new())
        {
            stressed = [.. Train(options).TakeWhile((_, step) => step < leastSteps || Stopwatch.GetTimestamp() < end)];
            TestContext.WriteLine($"{kind}: {stressed.Count:N0} steps, {collector.Collections:N0} collections");
        }

        CollectionAssert.AreEqual(Train(options).Take(stressed.Count).ToList(), stressed);
    }

    private static TrainingOptions Options(OptimizerKind optimizer) => new()
    {
        Layers = 2,
        Optimizer = optimizer,
        MaxGradientNorm = 0.05,
        Momentum = optimizer is OptimizerKind.Sgd or OptimizerKind.RmsProp ? 0.9 : 0,
        WeightDecay = 0.001,
        Dropout = 0.1,
        HiddenSize = 4,
        EmbeddingSize = 3,
        Threads = 1,
    };

    private static IEnumerable<StepResult> Train(TrainingOptions options)
    {
        ModelDescription description = new() { Cell = options.Cell, Layers = options.Layers, HiddenSize = 4, EmbeddingSize = 3, VocabularySize = 5 };
        int[] ids = [.. Enumerable.Range(0, 9).Select(i => i * i % 5)];
        Batch batch = new(ids[..8], ids[1..], 2, 4, StartsFromZero: false);
        using TorchEngine engine = new(description, options);
        engine.SetWeights(WeightInitializer.Draw(description, options, new RandomSource(1)));
        while (true)
        {
            yield return engine.TrainBatch(batch, 0.001);
        }
    }

    private sealed class CollectingThread : IDisposable
    {
        private readonly Thread thread;
        private volatile bool isOver;

        public CollectingThread()
        {
            thread = new Thread(Collect) { IsBackground = true };
            thread.Start();
        }

        public long Collections { get; private set; }

        public void Dispose()
        {
            isOver = true;
            thread.Join();
        }

        private void Collect()
        {
            RandomSource random = new(1);
            while (!isOver)
            {
                GC.Collect(0);
                Collections++;
                Thread.SpinWait((int)(random.NextDouble() * 10_000)); // some tens of microseconds, for the other thread to get on
            }
        }
    }
}
