using System.Diagnostics.Metrics;
using System.Reflection;
using CharRnn.MlNetExtensions.Training.Internals;
using CharRnn.Trainer;
using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace CharRnn.MlNetExtensions.Training.Tests;

/// <summary>What a training has from its context besides the seed: a log and a cancellation.</summary>
[TestClass]
public sealed class ContextTests
{
    private readonly MLContext mlContext = new(seed: 1);

    [TestMethod]
    public void Progress_goes_to_the_log()
    {
        List<LoggingEventArgs> log = [];
        mlContext.Log += (_, entry) => log.Add(entry);
        Fit(Made.Names(400, seed: 1), Made.Quick());
        string[] steps = [.. log.Where(entry => entry.Kind == ChannelMessageKind.Info && entry.Source == "CharRnn; Fit").Select(entry => entry.RawMessage)];
        Assert.HasCount(6, steps); // every 10 steps
        Assert.MatchesRegex(@"^step 10, loss \d\.\d{3} nats, \d\.\d{3} bits/char, [\d,]+ chars/s, 0:00:\d\d left$", steps[0]);
        Assert.MatchesRegex(@"^step 60, loss \d\.\d{3} nats, \d\.\d{3} bits/char in validation, [\d,]+ chars/s, 0:00:\d\d left$", steps[5]);
        Assert.IsEmpty(log.Where(entry => entry.Kind == ChannelMessageKind.Warning));
    }

    [TestMethod]
    public void More_than_a_day_left_is_said_in_hours()
    {
        List<string> log = [];
        mlContext.Log += (_, entry) => log.AddRange(entry.Kind == ChannelMessageKind.Info ? [entry.RawMessage] : []);
        IHost host = ((IHostEnvironment)mlContext).Register("Test");
        using IChannel channel = host.Start("Fit");
        TrainingLog training = new(channel);
        training.OnStep(new TrainingStep(Step: 1, TrainLossNats: 1, CharactersPerSecond: 1, Fraction: 0.1, Remaining: new TimeSpan(30, 5, 7)));
        training.OnReport(new TrainingReport(1, 1, 1, null, 1, 1, 1, 1));
        CollectionAssert.AreEqual((string[])["step 1, loss 1.000 nats, 1.443 bits/char, 1 chars/s, 30:05:07 left"], log);
    }

    [TestMethod]
    public void Long_texts_are_learned_in_part_with_a_warning()
    {
        List<string> warnings = [];
        mlContext.Log += (_, entry) => warnings.AddRange(entry.Kind == ChannelMessageKind.Warning ? [entry.RawMessage] : []);
        CharRnnTrainerOptions options = Made.Quick();
        options.MaximumLearnedLength = 20;
        Fit([.. Made.Names(200, seed: 1), new string('é', 21), new string('é', 20)], options);
        CollectionAssert.AreEqual((string[])["1 text is longer than 20 characters; the rest of it is not learned."], warnings);
    }

    [TestMethod]
    public void A_training_that_learns_nothing_is_a_warning()
    {
        List<string> warnings = [];
        mlContext.Log += (_, entry) => warnings.AddRange(entry.Kind == ChannelMessageKind.Warning ? [entry.RawMessage] : []);
        CharRnnTrainerOptions options = Made.Quick();
        options.Training.LearningRate = 100;
        Fit(Made.Names(200, seed: 1), options);
        CollectionAssert.AreEqual(
            (string[])["The validation loss never fell below the first loss: the detector has learned nothing. Give more texts, or a lower learning rate."], warnings);
    }

    [TestMethod]
    public void A_cancelled_context_ends_a_training_between_two_steps()
    {
        int steps = 0;
        mlContext.Log += (_, entry) =>
        {
            if (entry.Kind == ChannelMessageKind.Info && ++steps == 3)
            {
                Cancel();
            }
        };
        CharRnnTrainerOptions options = Made.Quick();
        options.Training.Epochs = 1_000_000;
        options.Training.MaxSteps = 1_000_000;
        Assert.ThrowsExactly<OperationCanceledException>(() => Fit(Made.Names(400, seed: 1), options));
        Assert.IsLessThan(10_000, steps);
        Assert.ThrowsExactly<OperationCanceledException>(() => Fit(Made.Names(400, seed: 1), options)); // a context stays cancelled
    }

    [TestMethod]
    public void A_training_that_waits_for_another_can_be_cancelled()
    {
        using ManualResetEventSlim trains = new();
        using ManualResetEventSlim goesOn = new();
        MLContext first = new(seed: 1);
        first.Log += (_, entry) =>
        {
            if (entry.Kind == ChannelMessageKind.Info)
            {
                trains.Set();
                goesOn.Wait();
            }
        };
        Task busy = Task.Run(() => first.AnomalyDetection.Trainers.CharRnn("Text", Made.Quick()).Fit(Made.View(first, Made.Names(400, seed: 1))).Dispose());
        trains.Wait();
        Task waiting = Task.Run(() => Fit(Made.Names(400, seed: 1), Made.Quick()));
        Cancel();
        Assert.ThrowsExactly<OperationCanceledException>(waiting.GetAwaiter().GetResult);
        goesOn.Set();
        busy.Wait();
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void A_training_that_a_log_handler_starts_is_refused_and_waits_for_nothing(bool onAnotherThread)
    {
        MLContext inner = new(seed: 2);
        void FitInside() => inner.AnomalyDetection.Trainers.CharRnn("Text", Made.Quick()).Fit(Made.View(inner, Made.Names(400, seed: 1))).Dispose();
        List<Exception> problems = [];
        mlContext.Log += (_, entry) =>
        {
            if (entry.Kind == ChannelMessageKind.Info && entry.Source == "CharRnn; Fit" && problems.Count == 0)
            {
                problems.Add(Assert.ThrowsExactly<InvalidOperationException>(onAnotherThread ? () => Task.Run(FitInside).GetAwaiter().GetResult() : FitInside));
            }
        };
        Task outer = Task.Run(() => Fit(Made.Names(400, seed: 1), Made.Quick()));
        Assert.IsTrue(outer.Wait(TimeSpan.FromMinutes(2)), "the trainings wait for each other");
        Assert.AreEqual("Fit is called inside a log handler of another Fit, which would wait for itself; must be called after that one.", problems.Single().Message);
        FitInside(); // afterwards it is as ever
    }

    [TestMethod]
    public void A_detector_is_measured_under_the_name_of_its_column_loaded_or_not()
    {
        List<object?> names = [];
        using MeterListener listener = new()
        {
            InstrumentPublished = (instrument, listening) =>
            {
                if (instrument is { Meter.Name: "CharRnn", Name: "charrnn.scored.texts" })
                {
                    listening.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((_, _, tags, _) => names.AddRange(tags.ToArray().Where(tag => tag.Key == "charrnn.model").Select(tag => tag.Value)));
        listener.Start();
        IDataView texts = Made.View(mlContext, Made.Names(400, seed: 1));
        using UnlikelyTextTransformer detector = mlContext.AnomalyDetection.Trainers.CharRnn("Text", Made.Quick()).Fit(texts);
        using MemoryStream saved = new();
        mlContext.Model.Save(detector, texts.Schema, saved);
        mlContext.RegisterCharRnn();
        Made.Detect(mlContext, mlContext.Model.Load(saved, out _), ["baco"]);
        Assert.IsGreaterThan(1, names.Count);
        Assert.IsTrue(names.All(name => name is "Text"), string.Join(", ", names));
    }

    // As AutoML does, for which alone it is.
    private void Cancel() => typeof(MLContext).GetMethod("CancelExecution", BindingFlags.Instance | BindingFlags.NonPublic)!.Invoke(mlContext, null);

    private void Fit(IEnumerable<string> texts, CharRnnTrainerOptions options) =>
        mlContext.AnomalyDetection.Trainers.CharRnn("Text", options).Fit(Made.View(mlContext, texts)).Dispose();
}
