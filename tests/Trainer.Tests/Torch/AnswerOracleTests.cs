using System.Text;
using CharRnn.Oracle;

namespace CharRnn.Trainer.Tests;

/// <summary>The training of networks that answer against PyTorch's numbers, which read each line by itself, without padding or a mask.</summary>
[TestClass]
public sealed class AnswerOracleTests
{
    private const double Tolerance = 1e-4;

    public static IEnumerable<object[]> Files => AnswerOracle.Files;

    [TestMethod]
    [DynamicData(nameof(Files))]
    public void Every_step_of_training_equals_PyTorch(string path)
    {
        AnswerOracle oracle = AnswerOracle.Load(path);
        Corpus corpus = ToCorpus(oracle);
        TrainingOptions options = ToOptions(oracle);
        Assert.AreEqual(oracle.Description, options.Describe(corpus));
        using TorchEngine engine = new(oracle.Description, options);
        engine.SetWeights(oracle.ToWeights(oracle.Weights));
        IBatchSource batches = CorpusBatches.ForTraining(corpus, options, startId: 0);
        Assert.AreEqual(1, batches.BatchCount);
        for (int step = 0; step < oracle.LossNats.Length; step++)
        {
            StepResult result = engine.TrainBatch(batches[step], oracle.LearningRate);
            Assert.AreEqual(oracle.LossNats[step], result.LossNats, Tolerance, $"loss of step {step}");
            Assert.AreEqual(oracle.GradientNorms[step], result.GradientNorm, Tolerance, $"gradient norm of step {step}");
        }

        Weights actual = engine.GetWeights();
        foreach (WeightTensor expected in oracle.ToWeights(oracle.WeightsAfter))
        {
            OracleFile.AssertClose(expected.Name, expected.Data, actual[expected.Name].Data, Tolerance);
        }
    }

    [TestMethod]
    [DynamicData(nameof(Files))]
    public void The_loss_of_a_part_is_that_of_its_answers_whatever_the_batches(string path)
    {
        AnswerOracle oracle = AnswerOracle.Load(path);
        Corpus corpus = ToCorpus(oracle);
        foreach (int batchSize in (ReadOnlySpan<int>)[1, 2, 5])
        {
            TrainingOptions options = ToOptions(oracle).With(o => o.BatchSize = batchSize);
            using TorchEngine engine = new(oracle.Description, options);
            engine.SetWeights(oracle.ToWeights(oracle.Weights));
            PartLoss? loss = PartLoss.Measure(new TrainingSetup { Options = options, Corpus = corpus, Engine = engine }, corpus.Training, CancellationToken.None);
            Assert.AreEqual(oracle.LossNats[0], loss!.Nats, Tolerance, $"batches of {batchSize}");
        }
    }

    private static Corpus ToCorpus(AnswerOracle oracle) => Corpus.FromUtf8(
        Encoding.UTF8.GetBytes(string.Join('\n', oracle.Lines)),
        "oracle",
        new CorpusOptions { Corpus = "oracle", Unit = TextUnit.Line, AnswerAfter = "=", ReverseQuestion = oracle.ReverseQuestion, ValidationFraction = 0 },
        AnswerOracle.Vocabulary);

    private static TrainingOptions ToOptions(AnswerOracle oracle) => new()
    {
        Cell = oracle.Description.Cell,
        Layers = oracle.Layers,
        HiddenSize = oracle.HiddenSize,
        EmbeddingSize = oracle.EmbeddingSize,
        Encoder = oracle.Encoder,
        BatchSize = oracle.Lines.Length,
        Threads = 1,
    };
}
