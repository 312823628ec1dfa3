using CharRnn.Oracle;
using static TorchSharp.torch;

namespace CharRnn.Trainer.Tests;

/// <summary>TorchSharp against the numbers that PyTorch computed.</summary>
[TestClass]
public sealed class TorchOracleTests
{
    private const double Tolerance = 1e-4;

    public static IEnumerable<object[]> Files => OracleFile.Paths.Select(path => (object[])[path]);

    [TestMethod]
    [DynamicData(nameof(Files))]
    public void Forward_equals_PyTorch(string path)
    {
        OracleFile oracle = OracleFile.Load(path);
        using TorchEngine engine = MakeEngine(oracle);
        engine.SetWeights(oracle.ToWeights());
        using CharRnnModule module = new(oracle.Description);
        using IDisposable withoutGradients = no_grad();
        foreach (WeightTensor weight in engine.GetWeights())
        {
            module.named_parameters().Single(named => named.name == weight.Name).parameter.copy_(ToTensor(weight.Data, weight.Shape));
        }

        OracleForward forward = oracle.Forward;
        long[] ids = Array.ConvertAll(forward.InputIds.Ids, id => (long)id);
        (Tensor logits, Tensor hidden, Tensor? cell) = module.forward(
            tensor(ids, Shape(forward.InputIds.Shape)),
            ToTensor(forward.HIn.Floats, forward.HIn.Shape),
            forward.CIn is null ? null : ToTensor(forward.CIn.Floats, forward.CIn.Shape));
        OracleFile.AssertClose("logits", forward.Logits.Floats, logits.data<float>().ToArray(), Tolerance);
        OracleFile.AssertClose("h_out", forward.HOut.Floats, hidden.data<float>().ToArray(), Tolerance);
        Assert.AreEqual(forward.COut is null, cell is null);
        if (forward.COut is not null)
        {
            OracleFile.AssertClose("c_out", forward.COut.Floats, cell!.data<float>().ToArray(), Tolerance);
        }
    }

    [TestMethod]
    [DynamicData(nameof(Files))]
    public void Every_step_of_training_equals_PyTorch(string path)
    {
        OracleFile oracle = OracleFile.Load(path);
        OracleTraining training = oracle.Training;
        using TorchEngine engine = MakeEngine(oracle);
        engine.SetWeights(oracle.ToWeights());
        for (int step = 0; step < training.LossNats.Length; step++)
        {
            StepResult result = engine.TrainBatch(BatchOf(training, step), training.LearningRate);
            Assert.AreEqual(training.LossNats[step], result.LossNats, Tolerance, $"loss of step {step}");
            Assert.AreEqual(training.GradientNorms[step], result.GradientNorm, Tolerance, $"gradient norm of step {step}");
        }

        Weights actual = engine.GetWeights();
        foreach (WeightTensor expected in oracle.ToWeights(training.WeightsAfter))
        {
            OracleFile.AssertClose(expected.Name, expected.Data, actual[expected.Name].Data, Tolerance);
        }
    }

    [TestMethod]
    [DynamicData(nameof(Files))]
    public void Likelihood_from_the_zero_state_equals_PyTorch(string path)
    {
        OracleFile oracle = OracleFile.Load(path);
        using TorchEngine engine = MakeEngine(oracle);
        engine.SetWeights(oracle.ToWeights());
        (int rows, int columns) = (oracle.ScoreFromZeroState.InputIds.Shape[0], oracle.ScoreFromZeroState.InputIds.Shape[1]);
        for (int row = 0; row < rows; row++)
        {
            int[] ids = oracle.ScoreFromZeroState.InputIds.Ids[(row * columns)..((row + 1) * columns)];
            Batch batch = new(ids[..^1], ids[1..], 1, columns - 1, StartsFromZero: true);
            Assert.AreEqual(oracle.ScoreFromZeroState.LogLikelihoods[row], -engine.EvaluateBatch(batch) * (columns - 1), Tolerance, $"row {row}");
        }
    }

    private static TorchEngine MakeEngine(OracleFile oracle) => new(oracle.Description, new TrainingOptions
    {
        MaxGradientNorm = oracle.Training.MaxGradientNorm,
        LearningRate = oracle.Training.LearningRate,
        Optimizer = Enum.Parse<OptimizerKind>(oracle.Training.Optimizer, ignoreCase: true),
        RmsPropDecay = oracle.Training.RmspropAlpha,
        Threads = 1,
    });

    private static Batch BatchOf(OracleTraining training, int step)
    {
        (int rows, int columns, int length) = (training.Stream.Shape[0], training.Stream.Shape[1], training.SequenceLength);
        int[] stream = training.Stream.Ids;
        return new Batch(Cut(step * length), Cut((step * length) + 1), rows, length, StartsFromZero: step == 0);

        int[] Cut(int column) => [.. Enumerable.Range(0, rows).SelectMany(row => stream.Skip((row * columns) + column).Take(length))];
    }

    private static Tensor ToTensor(float[] data, IReadOnlyList<int> shape) => tensor(data, Shape(shape));

    private static long[] Shape(IReadOnlyList<int> shape) => [.. shape.Select(size => (long)size)];
}
