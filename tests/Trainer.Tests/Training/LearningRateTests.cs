namespace CharRnn.Trainer.Tests;

[TestClass]
public sealed class LearningRateTests
{
    private static readonly TrainingOptions Options = new() { LearningRate = 1, DecayFactor = 0.5, DecayEpochs = 2 };

    [TestMethod]
    [DataRow(LearningRateSchedule.Constant, 7, 1.0)]
    [DataRow(LearningRateSchedule.Exponential, 0, 1.0)]
    [DataRow(LearningRateSchedule.Exponential, 1, 1.0)]
    [DataRow(LearningRateSchedule.Exponential, 2, 0.5)] // char-rnn: after epoch N, and after every one that follows
    [DataRow(LearningRateSchedule.Exponential, 4, 0.125)]
    [DataRow(LearningRateSchedule.Step, 1, 1.0)]
    [DataRow(LearningRateSchedule.Step, 2, 0.5)]
    [DataRow(LearningRateSchedule.Step, 5, 0.25)]
    public void By_epoch(LearningRateSchedule schedule, int epoch, double expected) =>
        Assert.AreEqual(expected, LearningRate.At(Options.With(o => o.Schedule = schedule), 1000, epoch, 0.5), 1e-15);

    [TestMethod]
    public void Cosine_goes_from_all_of_it_to_two_percent()
    {
        TrainingOptions cosine = Options.With(o => o.Schedule = LearningRateSchedule.Cosine);
        Assert.AreEqual(1, LearningRate.At(cosine, 0, 0, 0), 1e-15);
        Assert.AreEqual(0.51, LearningRate.At(cosine, 0, 0, 0.5), 1e-15);
        Assert.AreEqual(0.02, LearningRate.At(cosine, 0, 0, 1), 1e-15);
    }

    [TestMethod]
    public void Warm_up_rises_evenly_to_the_schedule()
    {
        TrainingOptions warm = Options.With(o => { o.Schedule = LearningRateSchedule.Constant; o.WarmUpSteps = 4; });
        CollectionAssert.AreEqual(
            (double[])[0.25, 0.5, 0.75, 1, 1],
            Enumerable.Range(0, 5).Select(step => LearningRate.At(warm, step, 0, 0)).ToArray());
    }
}
