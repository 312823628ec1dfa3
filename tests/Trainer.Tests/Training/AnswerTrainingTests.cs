using System.Text;
using System.Text.Json.Nodes;

namespace CharRnn.Trainer.Tests;

/// <summary>Trainings of networks that answer: stopped and resumed, fine-tuned, and what their runs say of them.</summary>
[TestClass]
public sealed class AnswerTrainingTests : IDisposable
{
    private const string Sums = "1+2=3\n2+2=4\n10+4=14\n3+1=4\n7+8=15\n21+1=22\n4+4=8\n";

    private static readonly TrainingOptions Options = new()
    {
        HiddenSize = 6,
        EmbeddingSize = 3,
        Layers = 2,
        Dropout = 0.2,
        BatchSize = 2,
        MaxSteps = 12,
        Epochs = 100,
        ValidateEvery = 4,
        SampleLength = 20,
        Threads = 1,
    };

    private static readonly CorpusOptions Lines = new() { Corpus = "sums", Unit = TextUnit.Line, AnswerAfter = "=", ReverseQuestion = true, ValidationFraction = 0.2 };

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    public static IEnumerable<object[]> Networks =>
    [
        ["alone", Options],
        ["LSTM with an encoder", Options.With(o => o.Encoder = true)],
        ["GRU with an encoder, one-hot", Options.With(o => (o.Encoder, o.Cell, o.EmbeddingSize) = (true, Cell.Gru, 0))],
        ["RNN with an encoder, tied, orthogonal", Options.With(o => (o.Encoder, o.Cell, o.EmbeddingSize, o.Tied, o.Initialization) = (true, Cell.Rnn, 6, true, Initialization.Orthogonal))],
    ];

    [TestMethod]
    [DynamicData(nameof(Networks))]
    public void Stopped_and_resumed_it_ends_the_same(string network, TrainingOptions options)
    {
        Train(options, Sums, "whole");
        Train(options, Sums, "parts", stopAfter: 5);
        Train(options, Sums, "parts", resume: true);
        foreach (string name in (string[])["last.safetensors", "best.safetensors", "samples.txt"])
        {
            CollectionAssert.AreEqual(File.ReadAllBytes(folder.File($"whole/{name}")), File.ReadAllBytes(folder.File($"parts/{name}")), $"{network}: {name}");
        }

        StringAssert.Contains(File.ReadAllText(folder.File("whole/samples.txt")), "\n4+4=");
    }

    [TestMethod]
    [DynamicData(nameof(Networks))]
    public void Fine_tuned_on_a_text_with_new_characters_it_starts_with_the_losses_that_it_had(string network, TrainingOptions options)
    {
        Train(options, Sums, "old");
        StartingWeights start = StartingWeights.Load(folder.File("old"));
        Vocabulary vocabulary = Corpus.FromUtf8(Encoding.UTF8.GetBytes(Sums + "!x=y\n"), "grown", Lines, start.Vocabulary).Vocabulary;
        (Corpus old, Corpus grown) = (MakeCorpus(start.Vocabulary), MakeCorpus(vocabulary));
        Weights drawn = WeightInitializer.Draw(options.Describe(grown), options, new RandomSource(3));
        drawn["decoder.bias"].Data.AsSpan().Fill(-1e9f); // new tokens have no probability
        double[] before = Losses(old, options, WeightsFile.Load(start.Path).Weights);
        double[] after = Losses(grown, options, start.Grow(options.Describe(grown), vocabulary, drawn));
        Assert.HasCount(7, before);
        foreach ((double one, double other) in before.Zip(after))
        {
            Assert.AreEqual(one, other, 1e-6, network);
        }

        Train(options, Sums + "!x=y\n", "new", start);
        Assert.HasCount(1, WeightsFile.Load(folder.File("new/last.safetensors")).Metadata.Training.EarlierTrainings!);
    }

    [TestMethod]
    public void A_network_that_answers_keeps_its_separator_and_its_encoder()
    {
        Train(Options.With(o => o.Encoder = true), Sums, "old");
        StartingWeights start = StartingWeights.Load(folder.File("old"));
        CorpusOptions applied = new() { Corpus = "sums" };
        TrainingOptions options = new();
        start.ApplyTo(applied);
        start.ApplyTo(options);
        Assert.AreEqual((TextUnit.Line, "=", true, true), (applied.Unit, applied.AnswerAfter, applied.ReverseQuestion, options.Encoder));
        List<string> problems = [];
        start.FindProblems(applied.With(o => (o.AnswerAfter, o.ReverseQuestion) = ("+", false)), problems);
        start.FindProblems(options.With(o => o.Encoder = false), problems);
        string[] found = [.. problems.Select(problem => problem[..problem.IndexOf(", as in", StringComparison.Ordinal)])];
        CollectionAssert.AreEqual(new[] { "AnswerAfter is +; must be =", "ReverseQuestion is False; must be True", "Encoder is False; must be True" }, found);
    }

    [TestMethod]
    public void A_network_that_predicts_text_can_learn_to_answer()
    {
        Train(Options, Sums, "text", lines: Lines.With(o => (o.AnswerAfter, o.ReverseQuestion) = (null, false)));
        Train(Options, Sums, "answers", StartingWeights.Load(folder.File("text")));
        Assert.AreEqual(ModelTask.Answer, WeightsFile.Load(folder.File("answers/last.safetensors")).Metadata.Description.Task);
    }

    [TestMethod]
    public void Only_a_run_that_answers_has_the_new_format()
    {
        Train(Options, Sums, "answers", stopAfter: 1);
        Train(Options, Sums, "text", stopAfter: 1, lines: Lines.With(o => (o.AnswerAfter, o.ReverseQuestion) = (null, false)));
        JsonNode answers = JsonNode.Parse(File.ReadAllText(folder.File("answers/config.json")))!;
        string text = File.ReadAllText(folder.File("text/config.json"));
        Assert.AreEqual(2, (int)answers["format"]!);
        Assert.AreEqual(("=", true), ((string)answers["corpus"]!["answer_after"]!, (bool)answers["corpus"]!["reverse_question"]!));
        Assert.AreEqual(1, (int)JsonNode.Parse(text)!["format"]!);
        Assert.IsFalse(text.Contains("answer", StringComparison.Ordinal) || text.Contains("question", StringComparison.Ordinal) || text.Contains("encoder", StringComparison.Ordinal));
    }

    [TestMethod]
    public void Options_that_do_not_fit_answers_are_refused()
    {
        AssertRefused("Encoder is True; must be False without AnswerAfter", Options.With(o => o.Encoder = true), Lines.With(o => (o.AnswerAfter, o.ReverseQuestion) = (null, false)));
        AssertRefused("ScheduledSampling is Fixed; must be None with AnswerAfter", Options.With(o => o.ScheduledSampling = ScheduledSampling.Fixed), Lines);

        void AssertRefused(string problem, TrainingOptions options, CorpusOptions lines) =>
            StringAssert.Contains(Assert.ThrowsExactly<InvalidOptionsException>(() => Train(options, Sums, $"refused {problem}", lines: lines)).Message, problem);
    }

    private static Corpus MakeCorpus(Vocabulary known) => Corpus.FromUtf8(Encoding.UTF8.GetBytes(Sums), "sums", Lines.With(o => o.ValidationFraction = 0), known);

    private static double[] Losses(Corpus corpus, TrainingOptions options, Weights weights)
    {
        using TorchEngine engine = new(options.Describe(corpus), options);
        engine.SetWeights(weights);
        IBatchSource batches = CorpusBatches.ForEvaluation(corpus, corpus.Training, options.With(o => o.BatchSize = 1), corpus.NewlineId);
        return [.. Enumerable.Range(0, batches.BatchCount).Select(i => engine.EvaluateBatch(batches[i]))];
    }

    private void Train(TrainingOptions options, string text, string name, StartingWeights? start = null, int? stopAfter = null, bool resume = false, CorpusOptions? lines = null)
    {
        lines ??= Lines;
        using RunFolder run = resume ? RunFolder.OpenForTraining(folder.File(name)) : RunFolder.Create(folder.File(name), overwrite: false);
        Corpus corpus = Corpus.FromUtf8(Encoding.UTF8.GetBytes(text), "sums", lines, start?.Vocabulary);
        using TorchEngine engine = new(options.Describe(corpus), options);
        using CancellationTokenSource stop = new();
        TrainingSetup setup = new() { Options = options, Corpus = corpus, Engine = engine, Run = run, Observer = new Stopper(stop, stopAfter) };
        if (!resume)
        {
            run.SaveConfig(lines, options);
        }

        (resume ? Training.Resume(setup) : Training.Start(setup, start)).Run(stop.Token);
    }

    private sealed class Stopper(CancellationTokenSource stop, int? after) : ITrainingObserver
    {
        private int steps;

        public void OnStep(TrainingStep step)
        {
            if (++steps == after)
            {
                stop.Cancel();
            }
        }
    }
}
