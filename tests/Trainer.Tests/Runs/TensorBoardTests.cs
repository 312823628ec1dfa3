using System.Text;

namespace CharRnn.Trainer.Tests;

/// <summary>What TensorBoard shows of a run is what the run's own lists say.</summary>
[TestClass]
public sealed class TensorBoardTests : IDisposable
{
    private static TrainingOptions Options => new()
    {
        HiddenSize = 4,
        EmbeddingSize = 2,
        BatchSize = 4,
        SequenceLength = 10,
        MaxSteps = 30,
        ReportEvery = 4,
        ValidateEvery = 10,
        SampleLength = 30,
        Threads = 1,
        TensorBoard = true,
    };

    private static readonly Corpus Corpus = Corpus.FromUtf8(
        Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("the cat sat\non the mat.\n", 40))), "test", new CorpusOptions { Corpus = "test", ValidationFraction = 0.1 });

    private readonly TemporaryFolder folder = new();
    private readonly List<string> warnings = [];

    private string RunPath => folder.File("run");

    private string EventsPath => folder.File("run/tensorboard");

    public void Dispose() => folder.Dispose();

    [TestMethod]
    public void Event_files_hold_the_metrics_and_samples()
    {
        Train(Options);
        AssertEventsAreTheLists();
        Assert.IsEmpty(warnings);
    }

    [TestMethod]
    public void A_resumed_run_has_no_step_twice()
    {
        Train(Options, stopAfter: 12);
        byte[] checkpoint = File.ReadAllBytes(folder.File("run/checkpoint.bin"));
        Train(Options, stopAfter: 17, resume: true);
        Train(Options, stopAfter: 22, resume: true);
        File.WriteAllBytes(folder.File("run/checkpoint.bin"), checkpoint); // as if the runs since had been killed
        File.AppendAllText(Directory.GetFiles(EventsPath).Min()!, "half a rec");
        Train(Options, resume: true);
        Assert.HasCount(2, Directory.GetFiles(EventsPath));
        AssertEventsAreTheLists();
    }

    [TestMethod]
    public void A_file_in_its_place_costs_one_warning_and_not_the_training()
    {
        TrainingResult result = Train(Options, beforeTraining: () => File.WriteAllText(EventsPath, ""));
        Assert.AreEqual((30L, false), (result.Steps, result.Interrupted));
        Assert.HasCount(1, warnings);
        StringAssert.StartsWith(warnings[0], $"Cannot write TensorBoard's files to {EventsPath}: ");
        StringAssert.EndsWith(warnings[0], ". The training goes on without them.");
    }

    [TestMethod]
    public void A_folder_that_vanishes_costs_one_warning_and_not_the_training()
    {
        TrainingResult result = Train(Options, onStep: step =>
        {
            if (step == 6)
            {
                Directory.Delete(EventsPath, recursive: true);
            }
        });
        Assert.AreEqual((30L, false), (result.Steps, result.Interrupted));
        Assert.HasCount(1, warnings);
        warnings.Clear();
        TrainingOptions longer = Options;
        longer.MaxSteps = 40;
        Train(longer, resume: true);
        Assert.IsEmpty(warnings);
        CollectionAssert.AreEqual((long[])[32, 36, 40], Steps("loss/train"));
    }

    [TestMethod]
    public void Without_the_option_there_is_nothing()
    {
        TrainingOptions without = Options;
        without.TensorBoard = false;
        Train(without);
        Assert.IsFalse(Directory.Exists(EventsPath));
    }

    [TestMethod]
    public void The_option_is_kept_in_the_config_under_one_word()
    {
        Train(Options, stopAfter: 1);
        Assert.IsTrue(RunFolder.Open(RunPath).ReadConfig().Training.TensorBoard);
        StringAssert.Contains(File.ReadAllText(folder.File("run/config.json")), "\"tensorboard\": true");
    }

    [TestMethod]
    public void A_run_that_is_overwritten_loses_its_event_files_and_no_others()
    {
        Train(Options, stopAfter: 1);
        RunFolder.Create(RunPath, overwrite: true).Dispose();
        Assert.IsFalse(Directory.Exists(EventsPath));
        Train(Options, stopAfter: 1);
        File.WriteAllText(Path.Combine(EventsPath, "notes.txt"), "mine");
        RunFolder.Create(RunPath, overwrite: true).Dispose();
        CollectionAssert.AreEqual((string[])["notes.txt"], Directory.GetFileSystemEntries(EventsPath).Select(Path.GetFileName).ToArray());
    }

    [TestMethod]
    public void The_reader_of_these_tests_knows_the_checksum() =>
        Assert.AreEqual(0xE3069283u, EventFileReader.Crc32C("123456789"u8)); // RFC 3720 names the polynomial; the check value is that of the CRC catalogue

    private void AssertEventsAreTheLists()
    {
        RunFolder run = RunFolder.Open(RunPath);
        IReadOnlyList<MetricsLine> metrics = run.ReadMetrics();
        AssertScalar("loss/train", line => line.TrainLossNats);
        AssertScalar("loss/validation", line => line.ValidationLossNats);
        AssertScalar("learning_rate", line => line.LearningRate);
        AssertScalar("gradient_norm", line => line.GradientNorm);
        AssertScalar("characters_per_second", line => line.CharactersPerSecond);
        CollectionAssert.AreEqual(
            run.ReadSamples().ToArray(),
            Events("sample/text_summary").Select(item => new TrainingSample(item.Step, string.Join('\n', item.Text.Split('\n').Select(line => line[4..])))).ToArray());

        void AssertScalar(string tag, Func<MetricsLine, double?> figure) => CollectionAssert.AreEqual(
            metrics.Where(line => figure(line) is not null).Select(line => (line.Step, (float)figure(line)!.Value)).ToArray(),
            Events(tag).Select(item => (item.Step, item.Value)).ToArray(),
            tag);
    }

    private long[] Steps(string tag) => [.. Events(tag).Select(item => item.Step)];

    private IEnumerable<TensorBoardEvent> Events(string tag) => EventFileReader.ReadFolder(EventsPath).Where(item => item.Tag == tag);

    private TrainingResult Train(TrainingOptions options, int stopAfter = int.MaxValue, bool resume = false, Action? beforeTraining = null, Action<long>? onStep = null)
    {
        using RunFolder run = resume ? RunFolder.OpenForTraining(RunPath) : RunFolder.Create(RunPath, overwrite: true);
        run.SaveConfig(new CorpusOptions { Corpus = "test" }, options);
        beforeTraining?.Invoke();
        using CancellationTokenSource source = new();
        using TorchEngine engine = new(options.Describe(Corpus), options);
        Observer observer = new(warnings, step =>
        {
            onStep?.Invoke(step);
            if (step >= stopAfter)
            {
                source.Cancel();
            }
        });
        TrainingSetup setup = new() { Options = options, Corpus = Corpus, Engine = engine, Run = run, Observer = observer };
        return (resume ? Training.Resume(setup) : Training.Start(setup)).Run(source.Token);
    }

    private sealed class Observer(List<string> warnings, Action<long> onStep) : ITrainingObserver
    {
        public void OnStep(TrainingStep step) => onStep(step.Step);

        public void OnWarning(string message) => warnings.Add(message);
    }
}
