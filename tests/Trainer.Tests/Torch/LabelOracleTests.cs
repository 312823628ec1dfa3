using CharRnn.Oracle;

namespace CharRnn.Trainer.Tests;

/// <summary>TorchSharp's networks in both directions against the numbers that PyTorch computed.</summary>
[TestClass]
public sealed class LabelOracleTests
{
    public static IEnumerable<object[]> Files => LabelOracle.Paths.Select(path => (object[])[path]);

    [TestMethod]
    [DynamicData(nameof(Files))]
    public void Scores_loss_and_gradient_equal_PyTorch(string path)
    {
        LabelOracle oracle = LabelOracle.Load(path);
        using TorchEngine engine = new(oracle.Description, new TrainingOptions { Threads = 1, Device = "cpu" });
        engine.SetWeights(oracle.ToWeights());
        Batch batch = new(oracle.InputIds.Ids, oracle.Targets.Ids, oracle.InputIds.Shape[0], oracle.InputIds.Shape[1], StartsFromZero: true);
        float[] logits = new float[oracle.Logits.Data.Length];
        Assert.AreEqual(oracle.LossNats, engine.EvaluateBatch(batch, logits), 1e-5);
        OracleFile.AssertClose("logits", oracle.Logits.Floats, logits, 1e-5);
        StepResult step = engine.TrainBatch(batch, learningRate: 0.01);
        Assert.AreEqual(oracle.LossNats, step.LossNats, 1e-5);
        Assert.AreEqual(oracle.GradientNorm, step.GradientNorm, 1e-5);
    }

    [TestMethod]
    public void A_network_in_both_directions_carries_nothing_from_one_batch_to_the_next()
    {
        LabelOracle oracle = LabelOracle.Load(LabelOracle.Paths.First());
        using TorchEngine engine = new(oracle.Description, new TrainingOptions { Threads = 1, Device = "cpu" });
        Batch batch = new(oracle.InputIds.Ids, oracle.Targets.Ids, oracle.InputIds.Shape[0], oracle.InputIds.Shape[1], StartsFromZero: false);
        Assert.AreEqual(engine.EvaluateBatch(batch), engine.EvaluateBatch(batch));
    }
}
