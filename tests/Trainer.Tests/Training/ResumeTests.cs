using System.Text;
using System.Text.Json.Nodes;

namespace CharRnn.Trainer.Tests;

/// <summary>A training that was stopped and goes on ends as the one that was not, bit for bit.</summary>
[TestClass]
public sealed class ResumeTests : IDisposable
{
    private static readonly TrainingOptions Options = new()
    {
        HiddenSize = 8,
        Layers = 2,
        EmbeddingSize = 4,
        Dropout = 0.3,
        InputDropout = 0.1,
        BatchSize = 4,
        SequenceLength = 10,
        Epochs = 2,
        MaxSteps = 30,
        ReportEvery = 4,
        ValidateEvery = 10,
        SampleLength = 30,
        WarmUpSteps = 5,
        Threads = 1,
    };

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    public static IEnumerable<object[]> Kinds =>
    [
        ["LSTM, Adam", Options],
        ["GRU, RMSProp", Options.With(o => { o.Cell = Cell.Gru; o.Optimizer = OptimizerKind.RmsProp; o.Momentum = 0.5; o.MaxGradientValue = 1; })],
        ["RNN, Adagrad", Options.With(o => { o.Cell = Cell.Rnn; o.Optimizer = OptimizerKind.Adagrad; o.LearningRate = 0.1; })],
        ["SGD with momentum", Options.With(o => { o.Optimizer = OptimizerKind.Sgd; o.Momentum = 0.9; o.LearningRate = 0.5; o.Dropout = 0; })],
        ["ReLU RNN from the identity", Options.With(o => { o.Cell = Cell.Rnn; o.Nonlinearity = Nonlinearity.Relu; o.Initialization = Initialization.Identity; })],
        ["Jordan", Options.With(o => (o.Cell, o.Layers) = (Cell.Jordan, 1))],
        ["echo state network", Options.With(o => { o.Cell = Cell.Rnn; o.Freeze = FrozenWeights.Recurrent; (o.Dropout, o.InputDropout) = (0, 0); o.BatchSize = 2; })],
        ["Hessian-free", Options.With(o => { o.Optimizer = OptimizerKind.HessianFree; (o.Dropout, o.InputDropout) = (0, 0); (o.Layers, o.HiddenSize) = (1, 4); })],
        ["scheduled sampling", Options.With(o => { o.ScheduledSampling = ScheduledSampling.Linear; o.ScheduledSamplingRate = 1; })],
        ["sampled softmax", Options.With(o => o.SampledSoftmax = 5)],
        ["AdamW, one-hot input", Options.With(o => { o.Optimizer = OptimizerKind.AdamW; o.WeightDecay = 0.01; o.EmbeddingSize = 0; })],
    ];

    // Two threads add up in another order than one, but always in the same.
    public static IEnumerable<object[]> KindsAndThreads => [.. Kinds, .. Kinds.Where((_, i) => i is 0 or 2).Select(kind => (object[])[$"{kind[0]}, 2 threads", ((TrainingOptions)kind[1]).With(o => o.Threads = 2)])];

    [TestMethod]
    [DynamicData(nameof(KindsAndThreads))]
    public void Stopped_anywhere_it_ends_the_same(string kind, TrainingOptions options)
    {
        AssertEndsTheSame(kind, options, Characters);
    }

    [TestMethod]
    [DataRow(Tokenization.Runes, TextUnit.Line)]
    [DataRow(Tokenization.Bytes, TextUnit.Stream)]
    [DataRow(Tokenization.Words, TextUnit.Stream)]
    [DataRow(Tokenization.Words, TextUnit.Line)]
    public void Of_any_tokens_and_lines_it_ends_the_same(Tokenization tokenization, TextUnit unit) =>
        AssertEndsTheSame($"{tokenization}, {unit}", Options, Characters.With(o => (o.Tokenization, o.Unit) = (tokenization, unit)));

    [TestMethod]
    public void What_a_killed_run_wrote_after_its_checkpoint_is_cut_off()
    {
        Train(Options, "whole");
        Train(Options, "killed", stopAfter: 12);
        File.AppendAllText(folder.File("killed/metrics.jsonl"), "{\"step\":16,\"characters\":640}\n{\"st");
        File.AppendAllText(folder.File("killed/samples.txt"), "=== step 20 ===\nabc");
        Train(Options, "killed", resume: true);
        CollectionAssert.AreEqual(Read("whole", "samples.txt"), Read("killed", "samples.txt"));
        CollectionAssert.AreEqual(Metrics("whole"), Metrics("killed"));
    }

    [TestMethod]
    public void Checkpoints_that_are_kept_are_those_of_a_run_that_never_stopped()
    {
        TrainingOptions options = Options.With(o => (o.KeepCheckpoints, o.ValidateEvery) = (4, 2));
        Train(options, "whole");
        Train(options, "killed", stopAfter: 13);
        Directory.CreateDirectory(folder.File("killed/checkpoints"));
        File.Copy(folder.File("killed/last.safetensors"), folder.File("killed/checkpoints/step-00000015.safetensors")); // written after the checkpoint
        Train(options, "killed", resume: true);
        long[] expected = [.. RunFolder.Open(folder.File("whole")).KeptWeights.Select(kept => kept.Step)];
        KeptWeights[] kept = [.. RunFolder.Open(folder.File("killed")).KeptWeights];
        Assert.HasCount(4, expected);
        Assert.AreEqual((0, 30), (expected[0], expected[^1]));
        CollectionAssert.AreEqual(expected, kept.Select(one => one.Step).ToArray());
        foreach (KeptWeights one in kept)
        {
            Assert.AreEqual(one.Step, WeightsFile.Load(one.Path).Metadata.Training.Steps);
            CollectionAssert.AreEqual(File.ReadAllBytes(one.Path), Read("whole", $"checkpoints/{Path.GetFileName(one.Path)}"));
        }
    }

    [TestMethod]
    public void A_finished_run_stays_as_it_is()
    {
        TrainingResult first = Train(Options, "run");
        byte[] weights = Read("run", "last.safetensors");
        TrainingResult second = Train(Options, "run", resume: true);
        Assert.AreEqual((first.Steps, first.BestValidationLossNats, false), (second.Steps, second.BestValidationLossNats, second.Interrupted));
        CollectionAssert.AreEqual(weights, Read("run", "last.safetensors"));
    }

    [TestMethod]
    public void Another_text_is_refused_with_both_hashes()
    {
        Train(Options, "run", stopAfter: 3);
        string message = Assert.ThrowsExactly<InvalidTextException>(() => Train(Options, "run", resume: true, text: Text + "z")).Message;
        StringAssert.Contains(message, "The corpus test has changed: its SHA-256 is ");
        StringAssert.Contains(message, Corpus(Text).Sha256);
    }

    [TestMethod]
    public void A_damaged_checkpoint_is_refused_wherever_it_is_cut()
    {
        Train(Options, "run", stopAfter: 3);
        string path = folder.File("run/checkpoint.bin");
        byte[] bytes = File.ReadAllBytes(path);
        for (int sixteenth = 0; sixteenth < 16; sixteenth++)
        {
            File.WriteAllBytes(path, bytes[..(bytes.Length * sixteenth / 16)]);
            StringAssert.Contains(Assert.ThrowsExactly<InvalidModelException>(() => Train(Options, "run", resume: true)).Message, path);
        }

        bytes[^1] ^= 1;
        File.WriteAllBytes(path, bytes);
        StringAssert.Contains(Assert.ThrowsExactly<InvalidModelException>(() => Train(Options, "run", resume: true)).Message, "is damaged");
        File.Delete(path);
        StringAssert.StartsWith(Assert.ThrowsExactly<InvalidModelException>(() => Train(Options, "run", resume: true)).Message, "There is nothing to resume from");
    }

    [TestMethod]
    public void Another_network_is_refused()
    {
        Train(Options, "run", stopAfter: 3);
        StringAssert.Contains(
            Assert.ThrowsExactly<InvalidModelException>(() => Train(Options.With(o => o.HiddenSize = 9), "run", resume: true)).Message,
            "is not of this run's network");
    }

    [TestMethod]
    public void Another_batch_size_or_sequence_length_is_refused()
    {
        Train(Options, "run", stopAfter: 3);
        foreach (TrainingOptions changed in (TrainingOptions[])[Options.With(o => o.BatchSize = 2), Options.With(o => o.SequenceLength = 20)])
        {
            StringAssert.Contains(
                Assert.ThrowsExactly<InvalidModelException>(() => Train(changed, "run", resume: true)).Message,
                $"was trained with a batch size of 4 and a sequence length of 10; its options now have {changed.BatchSize} and {changed.SequenceLength}. Set them back");
        }

        Assert.AreEqual(30, Train(Options, "run", resume: true).Steps);
    }

    private void AssertEndsTheSame(string kind, TrainingOptions options, CorpusOptions corpus)
    {
        Train(options, "whole", corpus: corpus);
        Train(options, "parts", stopAfter: 0, corpus: corpus);
        Train(options, "parts", stopAfter: 7, resume: true, corpus: corpus);
        Train(options, "parts", stopAfter: 13, resume: true, corpus: corpus);
        Train(options, "parts", resume: true, corpus: corpus);
        foreach (string name in (string[])["last.safetensors", "best.safetensors", "samples.txt"])
        {
            CollectionAssert.AreEqual(Read("whole", name), Read("parts", name), $"{kind}: {name}");
        }

        CollectionAssert.AreEqual(Metrics("whole"), Metrics("parts"), kind);
    }

    private static CorpusOptions Characters => new() { Corpus = "test", ValidationFraction = 0.1 };

    private static string Text { get; } = string.Concat(Enumerable.Repeat("the cat sat on the mat.\n", 40));

    private static Corpus Corpus(string text, CorpusOptions? options = null) => CharRnn.Trainer.Corpus.FromUtf8(Encoding.UTF8.GetBytes(text), "test", options ?? Characters);

    private TrainingResult Train(TrainingOptions options, string name, int stopAfter = int.MaxValue, bool resume = false, string? text = null, CorpusOptions? corpus = null)
    {
        Corpus read = Corpus(text ?? Text, corpus);
        ModelDescription description = options.Describe(read);
        using RunFolder run = resume ? RunFolder.OpenForTraining(folder.File(name)) : RunFolder.Create(folder.File(name), overwrite: false);
        if (!resume)
        {
            run.SaveConfig(new CorpusOptions { Corpus = "test" }, options);
        }

        using CancellationTokenSource source = new();
        if (stopAfter == 0)
        {
            source.Cancel();
        }

        using TorchEngine engine = new(description, options);
        TrainingSetup setup = new() { Options = options, Corpus = read, Engine = engine, Run = run, Observer = new Stopper(stopAfter, source) };
        Training training = resume ? Training.Resume(setup) : Training.Start(setup);
        return training.Run(source.Token);
    }

    private byte[] Read(string run, string name) => File.ReadAllBytes(folder.File($"{run}/{name}"));

    // All but what the clock says.
    private string[] Metrics(string run) => [.. File.ReadLines(folder.File($"{run}/metrics.jsonl")).Select(line =>
    {
        JsonObject report = JsonNode.Parse(line)!.AsObject();
        report.Remove("characters_per_second");
        report.Remove("elapsed_seconds");
        return report.ToJsonString();
    })];

    private sealed class Stopper(int stopAfter, CancellationTokenSource source) : ITrainingObserver
    {
        public void OnStep(TrainingStep step)
        {
            if (step.Step >= stopAfter)
            {
                source.Cancel();
            }
        }
    }
}
