using System.Text;
using System.Text.Json.Nodes;

namespace CharRnn.Trainer.Tests;

/// <summary>A training that was stopped while it measured a loss goes on to the weights and figures of one that was not.</summary>
[TestClass]
public sealed class InterruptedValidationTests : IDisposable
{
    private static readonly TrainingOptions Options = new()
    {
        HiddenSize = 8,
        EmbeddingSize = 4,
        Dropout = 0.3,
        BatchSize = 4,
        SequenceLength = 10,
        MaxSteps = 30,
        ReportEvery = 4,
        ValidateEvery = 10,
        SampleLength = 30,
        Patience = 2,
        Threads = 1,
    };

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [TestMethod]
    [DataRow(1, 0)]
    [DataRow(1, 2)]
    [DataRow(2, 1)]
    [DataRow(3, 1)] // the last one
    public void Stopped_in_a_validation_it_validates_when_resumed(int validation, int batches)
    {
        TrainingResult whole = Train("whole");
        TrainingResult stopped = Train("parts", stop: (validation, batches));
        Assert.AreEqual((10L * validation, true), (stopped.Steps, stopped.Interrupted));
        TrainingResult again = Train("parts", resume: true, stop: (1, 1)); // in the same one
        Assert.AreEqual((stopped.Steps, true), (again.Steps, again.Interrupted));
        TrainingResult resumed = Train("parts", resume: true);
        Assert.AreEqual((whole.Steps, whole.BestValidationLossNats, false), (resumed.Steps, resumed.BestValidationLossNats, resumed.Interrupted));
        AssertSame();
    }

    [TestMethod]
    public void Stopped_in_the_test_it_says_so_and_tests_when_resumed()
    {
        TrainingResult whole = Train("whole", testFraction: 0.1);
        TrainingResult stopped = Train("parts", testFraction: 0.1, stop: (4, 1));
        Assert.AreEqual((30L, true, (double?)null), (stopped.Steps, stopped.Interrupted, stopped.TestLossNats));
        TrainingResult resumed = Train("parts", testFraction: 0.1, resume: true);
        Assert.AreEqual((30L, false, whole.TestLossNats), (resumed.Steps, resumed.Interrupted, resumed.TestLossNats));
        AssertSame();
    }

    private void AssertSame()
    {
        foreach (string name in (string[])["last.safetensors", "best.safetensors", "samples.txt"])
        {
            CollectionAssert.AreEqual(File.ReadAllBytes(folder.File($"whole/{name}")), File.ReadAllBytes(folder.File($"parts/{name}")), name);
        }

        CollectionAssert.AreEqual(Metrics("whole"), Metrics("parts"));
    }

    private TrainingResult Train(string name, double testFraction = 0, bool resume = false, (int Validation, int Batches)? stop = null)
    {
        CorpusOptions corpusOptions = new() { Corpus = "test", ValidationFraction = 0.1, TestFraction = testFraction };
        byte[] text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("the cat sat on the mat.\n", 40)));
        Corpus corpus = Corpus.FromUtf8(text, "test", corpusOptions);
        using RunFolder run = resume ? RunFolder.OpenForTraining(folder.File(name)) : RunFolder.Create(folder.File(name), overwrite: false);
        run.SaveConfig(corpusOptions, Options);
        using CancellationTokenSource source = new();
        using StoppingEngine engine = new(new TorchEngine(Options.Describe(corpus), Options), stop, source);
        TrainingSetup setup = new() { Options = Options, Corpus = corpus, Engine = engine, Run = run };
        return (resume ? Training.Resume(setup) : Training.Start(setup)).Run(source.Token);
    }

    // All but what the clock says.
    private string[] Metrics(string run) => [.. File.ReadLines(folder.File($"{run}/metrics.jsonl")).Select(line =>
    {
        JsonObject report = JsonNode.Parse(line)!.AsObject();
        report.Remove("characters_per_second");
        report.Remove("elapsed_seconds");
        return report.ToJsonString();
    })];

    /// <summary>Asks to stop in the n-th measurement of a loss, after some of its batches. Samples are no such measurement.</summary>
    private sealed class StoppingEngine(TorchEngine engine, (int Measurement, int Batches)? stop, CancellationTokenSource source) : ITrainingEngine
    {
        private int measurement;
        private int batches;

        public string Name => engine.Name;

        public StepResult TrainBatch(Batch batch, double learningRate, double ownProbability = 0) => engine.TrainBatch(batch, learningRate, ownProbability);

        public double EvaluateBatch(Batch batch, Span<float> logits = default)
        {
            if (logits.IsEmpty)
            {
                (measurement, batches) = batch.StartsFromZero ? (measurement + 1, 0) : (measurement, batches + 1);
                if ((measurement, batches) == stop)
                {
                    source.Cancel();
                }
            }

            return engine.EvaluateBatch(batch, logits);
        }

        public Weights GetWeights() => engine.GetWeights();

        public void SetWeights(Weights weights) => engine.SetWeights(weights);

        public void SaveState(BinaryWriter writer) => engine.SaveState(writer);

        public void LoadState(BinaryReader reader) => engine.LoadState(reader);

        public void Dispose() => engine.Dispose();
    }
}
