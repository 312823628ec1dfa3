using System.Text;
using static TorchSharp.torch;

namespace CharRnn.Trainer.Tests;

[TestClass]
public sealed class HessianFreeTests
{
    private static readonly ModelDescription Description = new() { Cell = Cell.Rnn, Layers = 1, HiddenSize = 8, EmbeddingSize = 4, VocabularySize = 6 };

    private static readonly TrainingOptions Options = new() { Cell = Cell.Rnn, HiddenSize = 8, EmbeddingSize = 4, Optimizer = OptimizerKind.HessianFree, Threads = 1 };

    [TestMethod]
    public void Conjugate_gradients_solve_what_elimination_solves()
    {
        using TorchSharp.DisposeScope scope = NewDisposeScope();
        TorchRandom.Seed(1);
        Tensor root = randn(12, 12, dtype: ScalarType.Float64);
        Tensor matrix = root.matmul(root.t()) + eye(12, dtype: ScalarType.Float64);
        Tensor gradient = randn(12, dtype: ScalarType.Float64);
        (Tensor point, double value) = ConjugateGradients.Minimize(matrix.matmul, gradient, zeros(12, dtype: ScalarType.Float64))[^1];
        Tensor expected = linalg.solve(matrix, gradient).neg();
        Assert.IsLessThan(1e-3, (point - expected).abs().max().item<double>());
        Assert.AreEqual(expected.dot(gradient).item<double>() / 2, value, 1e-4);
    }

    [TestMethod]
    public void A_few_steps_learn_what_gradient_descent_needs_many_for()
    {
        using TorchEngine engine = Engine();
        double first = engine.TrainBatch(Counting, 0.01).LossNats;
        double previous = first;
        for (int step = 0; step < 25; step++)
        {
            double loss = engine.TrainBatch(Counting, 0.01).LossNats;
            Assert.IsLessThanOrEqualTo(previous, loss, $"step {step}: a step that would make the batch's loss larger is not taken");
            previous = loss;
        }

        Assert.IsGreaterThan(1.5, first);
        Assert.IsLessThan(0.1, previous);
    }

    [TestMethod]
    public void The_damping_falls_where_the_model_is_right_and_rises_where_it_is_not()
    {
        using TorchEngine engine = Engine();
        engine.TrainBatch(Counting, 0.01);
        Assert.AreEqual(0.1 * 2 / 3, DampingOf(engine), 1e-15); // a small first step
        SetDamping(engine, 1e-9);
        engine.TrainBatch(Counting, 0.01);
        Assert.AreEqual(1.5e-9, DampingOf(engine), 1e-20); // one that is much too large
    }

    // The first number of the state.
    private static double DampingOf(TorchEngine engine) => BitConverter.ToDouble(StateOf(engine));

    private static void SetDamping(TorchEngine engine, double damping)
    {
        byte[] state = StateOf(engine);
        BitConverter.TryWriteBytes(state, damping);
        using BinaryReader reader = new(new MemoryStream(state));
        engine.LoadState(reader);
    }

    private static byte[] StateOf(TorchEngine engine)
    {
        using MemoryStream stream = new();
        using BinaryWriter writer = new(stream);
        engine.SaveState(writer);
        return stream.ToArray();
    }

    [TestMethod]
    public void Padding_counts_for_nothing()
    {
        int[] some = [.. Counting.Targets.Select((target, i) => i % 10 < 5 ? target : Batch.Padding)];
        using TorchEngine engine = Engine();
        using TorchEngine other = Engine();
        int[] cut = [.. Counting.Inputs.Chunk(10).SelectMany(row => row[..5])];
        int[] cutTargets = [.. Counting.Targets.Chunk(10).SelectMany(row => row[..5])];
        StepResult padded = engine.TrainBatch(Counting with { Targets = some }, 0.01);
        StepResult shorter = other.TrainBatch(new Batch(cut, cutTargets, 4, 5, true), 0.01);
        Assert.AreEqual(shorter.LossNats, padded.LossNats, 1e-12);
        Assert.AreEqual(shorter.GradientNorm, padded.GradientNorm, 1e-12);
    }

    [TestMethod]
    public void Live_tensors_stay_constant_over_steps()
    {
        using TorchEngine engine = Engine();
        engine.TrainBatch(Counting, 0.01);
        long before = Tensor.TotalCount;
        for (int step = 0; step < 3; step++)
        {
            engine.TrainBatch(Counting, 0.01);
        }

        Assert.AreEqual(before, Tensor.TotalCount);
    }

    public static IEnumerable<object[]> Refused =>
    [
        [Options.With(o => o.Dropout = 0.1), "Dropout is above 0; must be 0 if the optimizer is HessianFree"],
        [Options.With(o => o.WeightDecay = 0.1), "WeightDecay is 0.1; must be 0 if the optimizer is HessianFree"],
        [Options.With(o => o.Momentum = 0.9), "Momentum is 0.9; must be 0 unless the optimizer is Sgd or RmsProp"],
        [Options.With(o => o.ScheduledSampling = ScheduledSampling.Linear), "ScheduledSampling is Linear; must be None if the optimizer is HessianFree"],
        [Options.With(o => o.Device = "cuda"), "Device is cuda; must be cpu or auto if the optimizer is HessianFree"],
        [Options.With(o => o.Freeze = FrozenWeights.Recurrent), "Freeze is Recurrent; must be None if the optimizer is HessianFree"],
    ];

    [TestMethod]
    [DynamicData(nameof(Refused))]
    public void What_does_not_fit_is_refused(TrainingOptions options, string problem) =>
        Assert.AreEqual(problem, Assert.ThrowsExactly<InvalidOptionsException>(options.Validate).Message.TrimEnd('.'));

    [TestMethod]
    public void A_network_that_is_too_large_is_refused()
    {
        Corpus corpus = Corpus.FromUtf8(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("ab\n", 200))), "test", new CorpusOptions { Corpus = "test" });
        InvalidOptionsException exception = Assert.ThrowsExactly<InvalidOptionsException>(() => Options.With(o => o.HiddenSize = 1000).Describe(corpus));
        Assert.AreEqual("The network has 1009015 parameters; must have at most 1000000 if the optimizer is HessianFree", exception.Message.TrimEnd('.'));
    }

    // Each row counts on from another number.
    private static Batch Counting { get; } = new(
        [.. Enumerable.Range(0, 40).Select(i => ((i / 10) + (i % 10)) % 6)], [.. Enumerable.Range(0, 40).Select(i => ((i / 10) + (i % 10) + 1) % 6)], 4, 10, StartsFromZero: true);

    private static TorchEngine Engine()
    {
        TorchEngine engine = new(Description, Options);
        engine.SetWeights(WeightInitializer.Draw(Description, Options, new RandomSource(2)));
        return engine;
    }
}
