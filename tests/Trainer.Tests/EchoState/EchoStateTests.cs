using static TorchSharp.torch;

namespace CharRnn.Trainer.Tests;

[TestClass]
public sealed class EchoStateTests
{
    private static readonly EchoStateOracle Oracle = EchoStateOracle.Load();

    private static readonly TrainingOptions Options = new() { Cell = Cell.Rnn, Freeze = FrozenWeights.Recurrent, Ridge = Oracle.Ridge, HiddenSize = 12, EmbeddingSize = 5, Threads = 1 };

    [TestMethod]
    public void The_spectral_radius_is_that_of_numpy() =>
        Assert.AreEqual(Oracle.SpectralRadius, Reservoir.SpectralRadius(Oracle.Weights["rnn.weight_hh_l0"]), 1e-9);

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(5)]
    public void The_readout_is_that_of_numpy_however_the_text_is_cut(int batches)
    {
        using TorchEngine engine = new(Oracle.Description, Options);
        engine.SetWeights(Oracle.FirstWeights);
        for (int i = 0; i < batches; i++)
        {
            engine.TrainBatch(Oracle.Columns(60 / batches * i, 60 / batches * (i + 1)), 0.01);
        }

        Weights learnt = engine.GetWeights();
        AreClose(Oracle.DecoderWeight, learnt["decoder.weight"].Data, 2e-4);
        AreClose(Oracle.DecoderBias, learnt["decoder.bias"].Data, 2e-4);
        Assert.AreEqual(Oracle.Loss, engine.EvaluateBatch(Oracle.Columns(0, 60)), 1e-5);
        foreach ((string name, float[] values) in Oracle.Weights)
        {
            CollectionAssert.AreEqual(values, learnt[name].Data, name);
        }
    }

    [TestMethod]
    public void A_step_has_the_loss_of_the_readout_that_was_solved_last()
    {
        Batch[] batches = [.. Enumerable.Range(0, 6).Select(i => Oracle.Columns(10 * i, 10 * (i + 1)) with { StartsFromZero = true })];
        using TorchEngine engine = new(Oracle.Description, Options);
        engine.SetWeights(Oracle.FirstWeights);
        double[] losses = [.. batches.Select(batch => engine.TrainBatch(batch, 0.01).LossNats)];
        Assert.AreEqual(Math.Log(Oracle.Description.VocabularySize), losses[0], 1e-6); // of none
        using TorchEngine other = new(Oracle.Description, Options);
        other.SetWeights(Oracle.FirstWeights);
        Array.ForEach(batches[..4], batch => other.TrainBatch(batch, 0.01));
        Assert.AreEqual(other.EvaluateBatch(batches[5]), losses[5], 1e-6); // solved at steps 1, 2 and 4
    }

    [TestMethod]
    public void Padding_adds_nothing()
    {
        Batch all = Oracle.Columns(0, 60);
        Batch padded = all with { Targets = [.. all.Targets.Select((target, i) => i % 60 < 40 ? target : Batch.Padding)] };
        CollectionAssert.AreEqual(Learn(Oracle.Columns(0, 40)), Learn(padded));

        static float[] Learn(Batch batch)
        {
            using TorchEngine engine = new(Oracle.Description, Options);
            engine.SetWeights(Oracle.FirstWeights);
            engine.TrainBatch(batch, 0.01);
            return engine.GetWeights()["decoder.bias"].Data;
        }
    }

    [TestMethod]
    public void Weights_that_are_set_are_not_replaced_by_a_readout()
    {
        using TorchEngine engine = new(Oracle.Description, Options);
        engine.SetWeights(Oracle.FirstWeights);
        engine.TrainBatch(Oracle.Columns(0, 60), 0.01);
        engine.SetWeights(Oracle.FirstWeights);
        Assert.AreEqual(Math.Log(Oracle.Description.VocabularySize), engine.EvaluateBatch(Oracle.Columns(0, 60)), 1e-6);
    }

    [TestMethod]
    public void Live_tensors_stay_constant_over_steps()
    {
        using TorchEngine engine = new(Oracle.Description, Options);
        Step();
        long before = Tensor.TotalCount;
        for (int step = 0; step < 20; step++)
        {
            Step();
        }

        Assert.AreEqual(before, Tensor.TotalCount);

        void Step()
        {
            engine.TrainBatch(Oracle.Columns(0, 60), 0.01);
            engine.EvaluateBatch(Oracle.Columns(0, 60));
        }
    }

    [TestMethod]
    [DataRow(0.9, 0.0)]
    [DataRow(1.2, 0.0)]
    [DataRow(0.5, 0.9)]
    public void The_frozen_matrix_has_the_radius_and_the_zeros_asked_for(double radius, double sparsity)
    {
        TrainingOptions options = Options.With(o => (o.SpectralRadius, o.Sparsity, o.HiddenSize) = (radius, sparsity, 100));
        ModelDescription description = Oracle.Description with { HiddenSize = 100 };
        float[] matrix = WeightInitializer.Draw(description, options, new RandomSource(1))["rnn.weight_hh_l0"].Data;
        Assert.AreEqual(radius, Reservoir.SpectralRadius(matrix), 1e-6);
        Assert.AreEqual(sparsity, matrix.Count(value => value == 0) / 10_000.0, 0.01);
    }

    [TestMethod]
    public void Connections_without_a_cycle_are_refused()
    {
        TrainingOptions options = Options.With(o => o.Sparsity = 0.999);
        InvalidOptionsException exception = Assert.ThrowsExactly<InvalidOptionsException>(() => WeightInitializer.Draw(Oracle.Description, options, new RandomSource(1)));
        Assert.AreEqual("Sparsity is 0.999; must be lower for a hidden size of 12, whose recurrent connections now form no cycle", exception.Message.TrimEnd('.'));
    }

    [TestMethod]
    public void States_without_bound_are_refused_with_what_bounds_them()
    {
        ModelDescription description = Oracle.Description with { Nonlinearity = Nonlinearity.Relu };
        TrainingOptions options = Options.With(o => (o.Nonlinearity, o.SpectralRadius) = (Nonlinearity.Relu, 100));
        Assert.AreEqual("The states of the network are not finite with a spectral radius of 100. Train with a smaller one.", Refusal(description, options, Oracle.Columns(0, 60)));
    }

    [TestMethod]
    public void A_ridge_too_small_for_the_regression_is_refused()
    {
        ModelDescription description = Oracle.Description with { HiddenSize = 100 }; // of 8 positions
        TrainingOptions options = Options.With(o => (o.HiddenSize, o.Ridge) = (100, 1e-300));
        Assert.AreEqual(
            "The readout cannot be solved with a ridge of 1E-300. Train with a larger one, or with a smaller spectral radius.", Refusal(description, options, Oracle.Columns(0, 2)));
    }

    private static string Refusal(ModelDescription description, TrainingOptions options, Batch batch)
    {
        using TorchEngine engine = new(description, options);
        engine.SetWeights(WeightInitializer.Draw(description, options, new RandomSource(1)));
        return Assert.ThrowsExactly<CharRnnException>(() => engine.TrainBatch(batch, 0.01)).Message;
    }

    public static IEnumerable<object[]> Refused =>
    [
        [Options.With(o => o.SpectralRadius = 0), "SpectralRadius is 0; must be above 0 and at most 100"],
        [Options.With(o => o.SpectralRadius = -1), "SpectralRadius is -1; must be above 0 and at most 100"],
        [Options.With(o => o.Sparsity = 1), "Sparsity is 1; must be from 0 to below 1"],
        [Options.With(o => o.Ridge = 0), "Ridge is 0; must be above 0 and below 1000000"],
        [Options.With(o => o.Cell = Cell.Lstm), "Freeze is Recurrent; must be None unless the cell is Rnn"],
        [Options.With(o => (o.Tied, o.EmbeddingSize) = (true, 12)), "Tied is True; must be False if Freeze is Recurrent, which learns the decoder only"],
        [Options.With(o => o.InitFrom = "runs/other"), "InitFrom is runs/other; must be null if Freeze is Recurrent, whose weights are drawn"],
        [Options.With(o => o.Dropout = 0.1), "Dropout is above 0; must be 0 if Freeze is Recurrent"],
        [Options.With(o => o.Initialization = Initialization.Orthogonal), "Initialization is Orthogonal; must be PyTorch or Uniform if Freeze is Recurrent"],
        [Options.With(o => o.ScheduledSampling = ScheduledSampling.Linear), "ScheduledSampling is Linear; must be None if Freeze is Recurrent"],
    ];

    [TestMethod]
    [DynamicData(nameof(Refused))]
    public void What_does_not_fit_is_refused(TrainingOptions options, string problem) =>
        Assert.AreEqual(problem, Assert.ThrowsExactly<InvalidOptionsException>(options.Validate).Message.TrimEnd('.'));

    private static void AreClose(float[] expected, float[] actual, double tolerance)
    {
        Assert.HasCount(expected.Length, actual);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.AreEqual(expected[i], actual[i], tolerance, $"value {i}");
        }
    }
}
