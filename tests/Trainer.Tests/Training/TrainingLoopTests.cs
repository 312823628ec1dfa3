using System.Text;
using System.Text.Json;

namespace CharRnn.Trainer.Tests;

/// <summary>The loop by itself: a scripted engine says what the losses are, a scripted clock says what time it is.</summary>
[TestClass]
public sealed class TrainingLoopTests : IDisposable
{
    private static readonly TrainingOptions Options = new()
    {
        HiddenSize = 2,
        EmbeddingSize = 2,
        BatchSize = 2,
        SequenceLength = 5,
        MaxSteps = 10,
        ReportEvery = 2,
        ValidateEvery = 4,
        SampleLength = 20,
        LearningRate = 1,
        StateReset = 0,
    };

    private readonly TemporaryFolder folder = new();
    private readonly ManualClock clock = new();
    private readonly Recorder recorder = new();
    private RunFolder? run;

    public void Dispose()
    {
        run?.Dispose();
        folder.Dispose();
    }

    [TestMethod]
    public void Metrics_samples_and_weights_are_left_in_the_run()
    {
        using ScriptedEngine engine = new(clock, validationLosses: [3, 1, 2]);
        TrainingResult result = Run(Options, engine);
        Assert.AreEqual(10, result.Steps);
        Assert.IsFalse(result.Interrupted);
        Assert.AreEqual(1, result.BestValidationLossNats!.Value, 1e-12);

        RunFolder read = RunFolder.Open(folder.File("run"));
        JsonElement[] metrics = [.. File.ReadLines(read.MetricsPath).Select(line => JsonDocument.Parse(line).RootElement)];
        CollectionAssert.AreEqual((long[])[2, 4, 6, 8, 10], metrics.Select(line => line.GetProperty("step").GetInt64()).ToArray());
        Assert.AreEqual(40, metrics[1].GetProperty("characters").GetInt64());
        Assert.AreEqual(JsonValueKind.Null, metrics[0].GetProperty("validation_loss_nats").ValueKind);
        Assert.AreEqual(3, metrics[1].GetProperty("validation_loss_nats").GetDouble());
        Assert.AreEqual(2.5, metrics[0].GetProperty("train_loss_nats").GetDouble());
        Assert.AreEqual(10 / 1.0, metrics[0].GetProperty("characters_per_second").GetDouble(), 1e-9); // a step takes a second
        foreach (string name in (string[])["learning_rate", "gradient_norm", "elapsed_seconds"])
        {
            Assert.AreEqual(JsonValueKind.Number, metrics[0].GetProperty(name).ValueKind, name);
        }

        CollectionAssert.AreEqual((long[])[0, 4, 8, 10], recorder.Samples.Select(sample => sample.Step).ToArray());
        StringAssert.StartsWith(File.ReadAllText(read.SamplesPath), "=== step 0 ===\n");
        Assert.AreEqual(8, WeightsFile.Load(read.BestWeightsPath).Metadata.Training.Steps);
        TrainingRecord last = WeightsFile.Load(read.LastWeightsPath).Metadata.Training;
        Assert.AreEqual((10L, 2.0), (last.Steps!.Value, last.ValidationLossNats!.Value));
        Assert.AreEqual("scripted", last.Engine);
    }

    [TestMethod]
    public void Cosine_goes_from_the_learning_rate_to_two_percent_of_it()
    {
        using ScriptedEngine engine = new(clock);
        Run(Options.With(o => o.MaxSteps = 100), engine);
        Assert.AreEqual(1, engine.LearningRates[0], 1e-12);
        Assert.AreEqual(0.51, engine.LearningRates[50], 1e-12);
        Assert.AreEqual(0.02, engine.LearningRates[^1], 0.001);
        Assert.IsTrue(engine.LearningRates.Zip(engine.LearningRates.Skip(1)).All(pair => pair.First >= pair.Second));
    }

    [TestMethod]
    public void Patience_ends_a_run_that_no_longer_gets_better()
    {
        using ScriptedEngine engine = new(clock, validationLosses: [3, 1, 2, 1.5, 0.5]);
        TrainingResult result = Run(Options.With(o => { o.MaxSteps = 100; o.Patience = 2; }), engine);
        Assert.AreEqual(16, result.Steps); // the fourth validation
        Assert.IsFalse(result.Interrupted);
        Assert.AreEqual(1, result.BestValidationLossNats!.Value);
    }

    [TestMethod]
    public void Constant_stays()
    {
        using ScriptedEngine engine = new(clock);
        Run(Options.With(o => o.Schedule = LearningRateSchedule.Constant), engine);
        Assert.IsTrue(engine.LearningRates.All(rate => rate == 1));
    }

    [TestMethod]
    public void Time_ends_a_run_and_drives_its_schedule()
    {
        using ScriptedEngine engine = new(clock); // a step takes a second
        TrainingResult result = Run(Options.With(o => { o.MaxSteps = 10_000; o.MaxMinutes = 0.5; o.SampleLength = 0; o.ValidateEvery = 1000; }), engine);
        Assert.AreEqual(30, result.Steps);
        Assert.AreEqual(0.51, engine.LearningRates[15], 1e-9);
        Assert.AreEqual(15, recorder.Steps[14].Remaining.TotalSeconds, 1e-6);
    }

    [TestMethod]
    public void Epochs_end_a_run_and_each_starts_from_the_zero_state()
    {
        using ScriptedEngine engine = new(clock);
        TrainingResult result = Run(Options.With(o => { o.MaxSteps = null; o.Epochs = 2; }), engine);
        Assert.AreEqual(2 * 20, result.Steps); // 200 tokens to predict an epoch, 10 a step
        CollectionAssert.AreEqual((int[])[0, 20], Enumerable.Range(0, 40).Where(step => engine.StartsFromZero[step]).ToArray());
    }

    [TestMethod]
    public void Validation_checkpoint_and_sample_come_once_an_epoch_where_asked_for()
    {
        using ScriptedEngine engine = new(clock, validationLosses: [2, 1, 3]);
        Run(Options.With(o => { o.MaxSteps = 50; o.Epochs = 3; o.ValidateEvery = 0; o.ReportEvery = 1000; }), engine); // 20 steps an epoch
        CollectionAssert.AreEqual((long[])[0, 20, 40, 50], recorder.Samples.Select(sample => sample.Step).ToArray());
        RunFolder read = RunFolder.Open(folder.File("run"));
        Assert.HasCount(3, File.ReadAllLines(read.MetricsPath));
        Assert.AreEqual(40, WeightsFile.Load(read.BestWeightsPath).Metadata.Training.Steps);
        Assert.AreEqual(0, read.ReadConfig().Training.ValidateEvery);
    }

    [TestMethod]
    public void Asked_to_stop_it_leaves_the_weights_of_its_last_step()
    {
        using CancellationTokenSource source = new();
        using ScriptedEngine engine = new(clock) { BeforeStep = step => CancelAt(step, 3) };
        TrainingResult result = Run(Options, engine, cancellation: source.Token);
        Assert.IsTrue(result.Interrupted);
        Assert.AreEqual(3, result.Steps);
        Assert.AreEqual(3, WeightsFile.Load(RunFolder.Open(folder.File("run")).BestWeightsPath).Metadata.Training.Steps);

        void CancelAt(int step, int last)
        {
            if (step == last)
            {
                source.Cancel();
            }
        }
    }

    [TestMethod]
    public void Asked_to_stop_before_the_first_step_it_leaves_a_usable_run()
    {
        using ScriptedEngine engine = new(clock);
        TrainingResult result = Run(Options, engine, cancellation: new CancellationToken(canceled: true));
        Assert.AreEqual((0L, true), (result.Steps, result.Interrupted));
        Assert.AreEqual(0, WeightsFile.Load(RunFolder.Open(folder.File("run")).BestWeightsPath).Metadata.Training.Steps);
    }

    [TestMethod]
    public void Some_batches_start_from_the_zero_state_the_same_ones_each_time()
    {
        bool[][] runs = [.. Enumerable.Range(0, 2).Select(_ =>
        {
            using ScriptedEngine engine = new(clock);
            Run(Options.With(o => { o.StateReset = 0.25; o.MaxSteps = 400; o.Epochs = 100; o.ValidateEvery = 1000; }), engine, validationFraction: 0);
            Directory.Delete(folder.File("run"), recursive: true);
            return engine.StartsFromZero.ToArray();
        })];
        CollectionAssert.AreEqual(runs[0], runs[1]);
        Assert.IsInRange(85, 145, runs[0].Count(starts => starts)); // a quarter of 400, and the 20 epochs' first
    }

    [TestMethod]
    public void A_loss_that_is_not_a_number_stops_with_the_step_and_keeps_the_last_checkpoint()
    {
        using ScriptedEngine engine = new(clock) { Loss = step => step == 7 ? double.NaN : 2.5 };
        CharRnnException exception = Assert.ThrowsExactly<CharRnnException>(() => Run(Options, engine));
        StringAssert.StartsWith(exception.Message, $"The training diverged at step 7: loss NaN. Resume {folder.File("run")} with a lower learning rate or a smaller gradient norm limit; it goes on from its last checkpoint.");
        Assert.AreEqual(4, WeightsFile.Load(RunFolder.Open(folder.File("run")).BestWeightsPath).Metadata.Training.Steps);
    }

    [TestMethod]
    [DataRow(double.NaN)]
    [DataRow(double.PositiveInfinity)]
    public void A_validation_loss_that_is_not_finite_stops_before_anything_is_saved(double loss)
    {
        using ScriptedEngine engine = new(clock, validationLosses: [3, loss]);
        CharRnnException exception = Assert.ThrowsExactly<CharRnnException>(() => Run(Options, engine));
        StringAssert.StartsWith(exception.Message, $"The training diverged at step 8: validation loss {loss}. Resume ");
        RunFolder read = RunFolder.Open(folder.File("run"));
        Assert.AreEqual(4, WeightsFile.Load(read.LastWeightsPath).Metadata.Training.Steps);
        Assert.AreEqual(6, read.ReadMetrics()[^1].Step);
    }

    [TestMethod]
    public void Weights_that_are_not_finite_are_not_saved()
    {
        ScriptedEngine? engine = null;
        using (engine = new(clock) { BeforeStep = step => Break(step) })
        {
            CharRnnException exception = Assert.ThrowsExactly<CharRnnException>(() => Run(Options, engine, validationFraction: 0));
            StringAssert.StartsWith(exception.Message, "The training diverged at step 8: embedding.weight NaN. Resume ");
            Assert.AreEqual(4, WeightsFile.Load(RunFolder.Open(folder.File("run")).LastWeightsPath).Metadata.Training.Steps);
        }

        void Break(int step)
        {
            if (step == 7)
            {
                engine!.GetWeights()[0].Data[0] = float.NaN;
            }
        }
    }

    [TestMethod]
    public void An_explosion_is_said_with_the_step_of_the_best_weights()
    {
        TrainingResult result = RunLosses(step => step < 5 ? 2.5 : 25_000, [2, 9000, 9000]);
        Assert.AreEqual((true, true, 4L, 2.5), (result.HasExploded, result.HasBetterWeights, result.BestStep!.Value, result.FirstLossNats!.Value));

        result = RunLosses(step => step < 3 ? 2.5 : 25_000, [9000, 8000, 9000]);
        Assert.AreEqual((true, false, 8L), (result.HasExploded, result.HasBetterWeights, result.BestStep!.Value));

        result = RunLosses(step => step is > 3 and < 6 ? 2.6 : 2.4, [2, 3, 4]); // learnt by heart: the best weights are earlier ones
        Assert.AreEqual((false, true, 4L), (result.HasExploded, result.HasBetterWeights, result.BestStep!.Value));
    }

    [TestMethod]
    public void A_training_runs_once()
    {
        using ScriptedEngine engine = new(clock);
        Training training = Start(Options, engine);
        training.Run();
        StringAssert.Contains(Assert.ThrowsExactly<InvalidOperationException>(() => training.Run()).Message, "has already run");
    }

    [TestMethod]
    public void Checkpoints_come_on_time_without_validation_and_between_reports()
    {
        using ScriptedEngine engine = new(clock);
        Run(Options.With(o => o.ReportEvery = 3), engine, validationFraction: 0);
        CollectionAssert.AreEqual((long[])[0, 4, 8, 10], recorder.Samples.Select(sample => sample.Step).ToArray());
        CollectionAssert.AreEqual((long[])[3, 6, 9, 10], RunFolder.Open(folder.File("run")).ReadMetrics().Select(line => line.Step).ToArray());
    }

    [TestMethod]
    public void A_training_that_is_killed_after_an_epoch_without_validation_goes_on_from_its_end()
    {
        using ScriptedEngine engine = new(clock) { BeforeStep = step => Assert.AreNotEqual(45, step, "killed") };
        TrainingOptions options = Options.With(o => (o.MaxSteps, o.Epochs, o.ValidateEvery, o.ReportEvery) = (60, 3, 0, 1000)); // 21 steps an epoch
        Assert.ThrowsExactly<AssertFailedException>(() => Run(options, engine, validationFraction: 0));
        run!.Dispose();

        using ScriptedEngine next = new(clock);
        Assert.AreEqual(60, Resume(options, next, validationFraction: 0).Steps);
        Assert.HasCount(18, next.LearningRates); // from step 42 on
    }

    [TestMethod]
    public void Without_validation_the_last_weights_are_the_ones()
    {
        using ScriptedEngine engine = new(clock);
        TrainingResult result = Run(Options, engine, validationFraction: 0);
        Assert.IsNull(result.BestValidationLossNats);
        Assert.AreEqual(10, WeightsFile.Load(RunFolder.Open(folder.File("run")).BestWeightsPath).Metadata.Training.Steps);
    }

    [TestMethod]
    [DataRow(0.09, 8)] // validation losses 3, 1, 2 after the steps 4, 8, 10
    [DataRow(0.0, 10)] // not validated, so the last
    public void Without_a_run_folder_no_file_is_written_and_the_result_has_the_best_weights(double validationFraction, int steps)
    {
        using ScriptedEngine engine = new(clock, validationLosses: [3, 1, 2]);
        TrainingResult result = Training.Start(WithoutRun(Options, engine, validationFraction)).Run();
        Assert.AreEqual(10, result.Steps);
        Assert.AreEqual(steps, result.BestWeights!.Metadata.Training.Steps);
        Assert.HasCount(4, recorder.Samples);
        Assert.IsEmpty(Directory.GetFileSystemEntries(folder.Path));
    }

    [TestMethod]
    public void A_training_without_a_run_folder_has_no_TensorBoard_and_no_checkpoint()
    {
        using ScriptedEngine engine = new(clock);
        TrainingSetup setup = WithoutRun(Options.With(o => (o.TensorBoard, o.KeepCheckpoints) = (true, 3)), engine, 0.09);
        Assert.AreEqual(
            "TensorBoard is True; must be False without a run folder. KeepCheckpoints is 3; must be 0 without a run folder.",
            Assert.ThrowsExactly<InvalidOptionsException>(() => Training.Start(setup)).Message);
        Assert.AreEqual(
            "A training without a run folder has no checkpoint to resume.",
            Assert.ThrowsExactly<InvalidOperationException>(() => Training.Resume(setup)).Message);
    }

    private TrainingSetup WithoutRun(TrainingOptions options, ScriptedEngine engine, double validationFraction) =>
        new() { Options = options, Corpus = MakeCorpus(validationFraction), Engine = engine, Observer = recorder, Clock = clock };

    private TrainingResult RunLosses(Func<int, double> loss, double[] validationLosses)
    {
        using ScriptedEngine engine = new(clock, validationLosses) { Loss = loss };
        TrainingResult result = Run(Options, engine);
        Directory.Delete(folder.File("run"), recursive: true);
        return result;
    }

    [TestMethod]
    public void Samples_that_cannot_be_written_are_warnings()
    {
        using ScriptedEngine engine = new(clock);
        Training training = Start(Options, engine);
        Directory.CreateDirectory(folder.File("run/samples.txt"));
        Assert.AreEqual(10, training.Run().Steps);
        Assert.HasCount(4, recorder.Samples);
        Assert.HasCount(4, recorder.Warnings);
        StringAssert.StartsWith(recorder.Warnings[0], $"Cannot write {folder.File("run/samples.txt")}: ");
    }

    private TrainingResult Run(TrainingOptions options, ScriptedEngine engine, double validationFraction = 0.09, CancellationToken cancellation = default) =>
        Start(options, engine, validationFraction).Run(cancellation);

    private TrainingResult Resume(TrainingOptions options, ScriptedEngine engine, double validationFraction)
    {
        run = RunFolder.OpenForTraining(folder.File("run"));
        return Training.Resume(new TrainingSetup { Options = options, Corpus = MakeCorpus(validationFraction), Engine = engine, Run = run, Clock = clock }).Run();
    }

    private static Corpus MakeCorpus(double validationFraction) => Corpus.FromUtf8(
        Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("abc \n", 44))), "abc", new CorpusOptions { Corpus = "abc", ValidationFraction = validationFraction });

    private Training Start(TrainingOptions options, ScriptedEngine engine, double validationFraction = 0.09)
    {
        CorpusOptions corpusOptions = new() { Corpus = "abc", ValidationFraction = validationFraction };
        Corpus corpus = MakeCorpus(validationFraction);
        run?.Dispose();
        run = RunFolder.Create(folder.File("run"), overwrite: false);
        run.SaveConfig(corpusOptions, options);
        return Training.Start(new TrainingSetup { Options = options, Corpus = corpus, Engine = engine, Run = run, Observer = recorder, Clock = clock });
    }

    private sealed class ManualClock : TimeProvider
    {
        public long Now { get; set; }

        public override long TimestampFrequency => 1000;

        public override long GetTimestamp() => Now;
    }

    private sealed class Recorder : ITrainingObserver
    {
        public List<TrainingStep> Steps { get; } = [];

        public List<TrainingSample> Samples { get; } = [];

        public List<string> Warnings { get; } = [];

        public void OnStep(TrainingStep step) => Steps.Add(step);

        public void OnSample(TrainingSample sample) => Samples.Add(sample);

        public void OnWarning(string message) => Warnings.Add(message);
    }

    private sealed class ScriptedEngine(ManualClock clock, double[]? validationLosses = null) : ITrainingEngine
    {
        private int validations;
        private Weights? weights;

        public string Name => "scripted";

        public List<double> LearningRates { get; } = [];

        public List<bool> StartsFromZero { get; } = [];

        public Func<int, double> Loss { get; init; } = _ => 2.5;

        public Action<int> BeforeStep { get; init; } = _ => { };

        public StepResult TrainBatch(Batch batch, double learningRate, double ownProbability = 0)
        {
            LearningRates.Add(learningRate);
            StartsFromZero.Add(batch.StartsFromZero);
            BeforeStep(LearningRates.Count);
            clock.Now += 1000;
            return new StepResult(Loss(LearningRates.Count), 1);
        }

        public double EvaluateBatch(Batch batch, Span<float> logits = default)
        {
            if (!logits.IsEmpty)
            {
                logits.Clear();
                return 0;
            }

            validations += batch.StartsFromZero ? 1 : 0;
            return validationLosses?[validations - 1] ?? 1;
        }

        public Weights GetWeights() => weights!;

        public void SetWeights(Weights weights) => this.weights = weights;

        public void SaveState(BinaryWriter writer)
        {
        }

        public void LoadState(BinaryReader reader)
        {
        }

        public void Dispose()
        {
        }
    }
}
