namespace CharRnn.Trainer.Tests;

/// <summary>Trainings of labels: what they learn, how they are resumed, and what they refuse.</summary>
[TestClass]
public sealed class LabelTrainingTests : IDisposable
{
    private static readonly TrainingOptions Options = new()
    {
        HiddenSize = 8,
        Layers = 2,
        EmbeddingSize = 4,
        Dropout = 0.2,
        BatchSize = 4,
        SequenceLength = 10,
        MaxSteps = 30,
        ReportEvery = 4,
        ValidateEvery = 10,
        LearningRate = 0.05,
        Threads = 1,
    };

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [TestMethod]
    [DataRow(ModelTask.Tag, TextUnit.Line, true)]
    [DataRow(ModelTask.Tag, TextUnit.Stream, true)]
    [DataRow(ModelTask.Tag, TextUnit.Stream, false)]
    [DataRow(ModelTask.Classify, TextUnit.Line, true)]
    [DataRow(ModelTask.Classify, TextUnit.Line, false)]
    public void Stopped_anywhere_it_ends_the_same(ModelTask task, TextUnit unit, bool bidirectional)
    {
        TrainingOptions options = Options.With(o => o.Bidirectional = bidirectional);
        CorpusOptions corpus = MakeCorpus(task, unit);
        Train(corpus, options, "whole");
        Train(corpus, options, "parts", stopAfter: 7);
        Train(corpus, options, "parts", stopAfter: 13, resume: true);
        Train(corpus, options, "parts", resume: true);
        CollectionAssert.AreEqual(File.ReadAllBytes(folder.File("whole/last.safetensors")), File.ReadAllBytes(folder.File("parts/last.safetensors")));
        Assert.IsFalse(File.Exists(folder.File("whole/samples.txt")), "there is nothing to sample");
        MetricsLine[] validated = [.. RunFolder.Open(folder.File("parts")).ReadMetrics().Where(line => line.ValidationLossNats is not null)];
        Assert.IsTrue(validated.All(line => line.ValidationAccuracy is >= 0 and <= 1));
        ModelMetadata metadata = RunFolder.Open(folder.File("parts")).ReadMetadata();
        Assert.AreEqual((task, bidirectional, 2), (metadata.Description.Task, metadata.Description.Bidirectional, metadata.Labels.Count));
        Assert.IsNull(metadata.Training.ValidationBitsPerCharacter);
        Assert.AreEqual(validated.MinBy(line => line.ValidationLossNats)!.ValidationAccuracy, metadata.Training.ValidationAccuracy);
    }

    [TestMethod]
    [DataRow(ModelTask.Tag)]
    [DataRow(ModelTask.Classify)]
    public void The_accuracy_is_the_share_of_the_test_lines_labels_that_have_the_highest_score(ModelTask task)
    {
        CorpusOptions corpusOptions = MakeCorpus(task, TextUnit.Line);
        corpusOptions.TestFraction = 0.2;
        TrainingOptions options = Options.With(o => (o.MaxSteps, o.LearningRate) = (10, 0.01));
        TrainingResult result = Train(corpusOptions, options, "run");
        Corpus corpus = Corpus.Load(corpusOptions);
        using TorchEngine engine = new(options.Describe(corpus), options);
        engine.SetWeights(WeightsFile.Load(folder.File("run/best.safetensors")).Weights);
        List<bool> right = [];
        for (int start = 0, end; start < corpus.Test.Length; start = end + 1)
        {
            end = corpus.Test.IndexOf(corpus.NewlineId, start);
            int[] ids = [.. Enumerable.Range(start, end - start).Select(i => corpus.Test[i])];
            int[] labels = [.. Enumerable.Range(start, task == ModelTask.Tag ? ids.Length : 1).Select(i => corpus.Test.Labels![i])];
            float[] scores = new float[2 * labels.Length];
            engine.EvaluateBatch(new Batch(ids, labels, 1, ids.Length, StartsFromZero: true), scores);
            right.AddRange(labels.Select((label, i) => scores[(2 * i) + label] > scores[(2 * i) + 1 - label]));
        }

        Assert.AreEqual(right.Average(each => each ? 1.0 : 0), result.TestAccuracy!.Value, 1e-12);
        Assert.IsTrue(result.TestAccuracy is > 0 and < 1, $"neither all nor none: {result.TestAccuracy}");
    }

    [TestMethod]
    public void Only_a_run_of_labels_is_refused_by_earlier_versions()
    {
        RunFolder run = RunFolder.Create(folder.File("run"), overwrite: false);
        run.SaveConfig(new CorpusOptions { Corpus = "c" }, new TrainingOptions());
        string text = File.ReadAllText(folder.File("run/config.json"));
        StringAssert.Contains(text, "\"format\": 1,");
        Assert.IsFalse(text.Contains("target_corpus", StringComparison.Ordinal) || text.Contains("class_column", StringComparison.Ordinal) || text.Contains("bidirectional", StringComparison.Ordinal), text);
        run.SaveConfig(new CorpusOptions { Corpus = "c", TargetCorpus = "t" }, new TrainingOptions { Bidirectional = true });
        text = File.ReadAllText(folder.File("run/config.json"));
        StringAssert.Contains(text, "\"format\": 2,");
        Assert.AreEqual(("t", true), (run.ReadConfig().Corpus.TargetCorpus, run.ReadConfig().Training.Bidirectional));
        run.Dispose();
    }

    [TestMethod]
    public void Weights_are_tuned_to_another_text_with_the_same_labels_only()
    {
        CorpusOptions corpus = MakeCorpus(ModelTask.Classify, TextUnit.Line);
        Train(corpus, Options, "first");
        StartingWeights start = StartingWeights.Load(folder.File("first"));
        TrainingOptions options = Options.With(o => o.MaxSteps = 2);
        start.ApplyTo(options);
        Corpus same = Corpus.Load(corpus, start.Vocabulary, start.Labels);
        using TorchEngine engine = new(options.Describe(same), options);
        Training.Start(new TrainingSetup { Options = options, Corpus = same, Engine = engine }, start).Run();

        File.WriteAllText(corpus.Corpus, File.ReadAllText(corpus.Corpus).Replace("lower", "small", StringComparison.Ordinal));
        Corpus other = Corpus.Load(corpus, start.Vocabulary);
        StringAssert.Contains(
            Assert.ThrowsExactly<InvalidOptionsException>(() => Training.Start(new TrainingSetup { Options = options, Corpus = other, Engine = engine }, start)).Message,
            "make it with the labels of the weights");
    }

    [TestMethod]
    public void What_does_not_fit_labels_or_a_text_is_refused()
    {
        Corpus labelled = Corpus.Load(MakeCorpus(ModelTask.Classify, TextUnit.Line));
        Corpus text = Corpus.FromUtf8("abab"u8.ToArray(), "text", new CorpusOptions { Corpus = "text" });
        AssertRefused("Tied is True; must be False with labels", labelled, o => (o.Tied, o.EmbeddingSize) = (true, o.HiddenSize));
        AssertRefused("ScheduledSampling is Fixed; must be None with labels", labelled, o => o.ScheduledSampling = ScheduledSampling.Fixed);
        AssertRefused("Bidirectional is True; must be False without TargetCorpus or ClassColumn", text, o => o.Bidirectional = true);

        static void AssertRefused(string expected, Corpus corpus, Action<TrainingOptions> change) =>
            StringAssert.Contains(Assert.ThrowsExactly<InvalidOptionsException>(() => Options.With(change).Describe(corpus)).Message, expected);
    }

    // Letters of either case; the label of a letter is whether it is a vowel, the class of a line its case.
    private CorpusOptions MakeCorpus(ModelTask task, TextUnit unit)
    {
        Random random = new(1);
        string[] lines = [.. Enumerable.Range(0, 200).Select(_ => string.Concat(Enumerable.Range(0, random.Next(3, 9)).Select(_ => "aeioubcdfg"[random.Next(10)])))];
        string path = folder.File("corpus.txt");
        if (task == ModelTask.Classify)
        {
            File.WriteAllLines(path, lines.Select((line, i) => i % 2 == 0 ? $"{line}\tlower" : $"{line.ToUpperInvariant()}\tupper"));
            return new CorpusOptions { Corpus = path, Unit = unit, ClassColumn = 2, ValidationFraction = 0.2 };
        }

        string between = unit == TextUnit.Line ? "\n" : "";
        string text = string.Join(between, lines);
        File.WriteAllText(path, text);
        File.WriteAllText(folder.File("labels.txt"), string.Concat(text.Select(letter => letter == '\n' ? '\n' : "aeiou".Contains(letter, StringComparison.Ordinal) ? 'V' : 'C')));
        return new CorpusOptions { Corpus = path, TargetCorpus = folder.File("labels.txt"), Unit = unit, ValidationFraction = 0.2 };
    }

    private TrainingResult Train(CorpusOptions corpusOptions, TrainingOptions options, string name, int? stopAfter = null, bool resume = false)
    {
        Corpus corpus = Corpus.Load(corpusOptions);
        using RunFolder run = resume ? RunFolder.OpenForTraining(folder.File(name)) : RunFolder.Create(folder.File(name), overwrite: true);
        if (!resume)
        {
            run.SaveConfig(corpusOptions, options);
        }

        using TorchEngine engine = new(options.Describe(corpus), options);
        using CancellationTokenSource stop = new();
        TrainingSetup setup = new() { Options = options, Corpus = corpus, Engine = engine, Run = run, Observer = new Stopper(stopAfter, stop) };
        return (resume ? Training.Resume(setup) : Training.Start(setup)).Run(stop.Token);
    }

    private sealed class Stopper(int? after, CancellationTokenSource stop) : ITrainingObserver
    {
        public void OnStep(TrainingStep step)
        {
            if (step.Step == after)
            {
                stop.Cancel();
            }
        }
    }
}
