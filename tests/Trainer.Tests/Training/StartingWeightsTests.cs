using System.Text;
using System.Text.Json;

namespace CharRnn.Trainer.Tests;

/// <summary>A training that goes on from other weights: their network, their tokens, and room for new ones.</summary>
[TestClass]
public sealed class StartingWeightsTests : IDisposable
{
    private const string OldText = "the cat sat on the mat.\n";
    private const string NewText = "A black cât sat!\n"; // before, between and after the old tokens; without the o, n and m of them

    private static readonly CorpusOptions CorpusOptions = new() { Corpus = "test", ValidationFraction = 0.1 };

    private static readonly TrainingOptions Options = new()
    {
        HiddenSize = 8,
        Layers = 2,
        EmbeddingSize = 4,
        BatchSize = 4,
        SequenceLength = 10,
        MaxSteps = 12,
        ValidateEvery = 5,
        SampleLength = 0,
        Threads = 1,
        Seed = 3,
    };

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    public static IEnumerable<object[]> Networks =>
    [
        ["LSTM", Options],
        ["LSTM, one-hot input", Options.With(o => o.EmbeddingSize = 0)],
        ["LSTM, tied", Options.With(o => { o.EmbeddingSize = 8; o.Tied = true; })],
        ["Jordan", Options.With(o => (o.Cell, o.Layers) = (Cell.Jordan, 1))],
        ["GRU, one-hot input, orthogonal", Options.With(o => { o.Cell = Cell.Gru; o.EmbeddingSize = 0; o.Initialization = Initialization.Orthogonal; })],
    ];

    // The state of a Jordan network is a probability of each token, and new tokens take their share.
    public static IEnumerable<object[]> NetworksOfTheirOwnState => Networks.Where(network => ((TrainingOptions)network[1]).Cell != Cell.Jordan);

    [TestMethod]
    [DynamicData(nameof(Networks))]
    public void With_tokens_all_known_it_starts_as_the_other_ended_to_the_bit(string name, TrainingOptions options)
    {
        (StartingWeights start, WeightsFile old) = Make(options);
        Corpus corpus = MakeCorpus("the man sat.\n", start.Vocabulary);
        CollectionAssert.AreEqual(old.Metadata.Vocabulary.Characters.ToArray(), corpus.Vocabulary.Characters.ToArray(), name);
        Train(options, corpus, "run", start, stopAfter: 0);
        Weights first = WeightsFile.Load(folder.File("run/last.safetensors")).Weights;
        foreach (WeightTensor weight in old.Weights)
        {
            CollectionAssert.AreEqual(weight.Data, first[weight.Name].Data, $"{name}: {weight.Name}");
        }
    }

    [TestMethod]
    [DynamicData(nameof(NetworksOfTheirOwnState))]
    public void With_new_tokens_the_logits_of_the_old_ones_stay(string name, TrainingOptions options)
    {
        foreach (bool oldHasUnknown in (bool[])[false, true])
        {
            (StartingWeights start, WeightsFile old) = Make(options, oldHasUnknown);
            Corpus corpus = MakeCorpus(NewText, start.Vocabulary);
            string[] grownCharacters = [.. corpus.Vocabulary.Characters.Select(character => character.ToString())];
            CollectionAssert.AreEqual((OldText + NewText).EnumerateRunes().Distinct().Order().Select(rune => rune.ToString()).ToArray(), grownCharacters, name);
            Assert.AreEqual(oldHasUnknown, corpus.Vocabulary.UnknownId is not null);

            ModelDescription description = options.Describe(corpus);
            Weights drawn = WeightInitializer.Draw(description, options, new RandomSource(options.Seed));
            Weights grown = start.Grow(description, corpus.Vocabulary, drawn);
            Dictionary<string, float[]> before = Logits(old.Metadata.Description, old.Metadata.Vocabulary, old.Weights, options);
            Dictionary<string, float[]> after = Logits(description, corpus.Vocabulary, grown, options);
            foreach (string token in before.Keys)
            {
                for (int position = 0; position < OldText.Length; position++)
                {
                    Assert.AreEqual(before[token][position], after[token][position], 1e-6f, $"{name}: {token} after {position}");
                }
            }

            int newId = corpus.Vocabulary.FindId("â")!.Value;
            Assert.AreEqual(drawn["decoder.bias"].Data[newId], grown["decoder.bias"].Data[newId]);
            string input = options.EmbeddingSize == 0 ? "rnn.weight_ih_l0" : "embedding.weight";
            int from = options.EmbeddingSize == 0 ? newId : newId * options.EmbeddingWidth;
            Assert.AreEqual(drawn[input].Data[from], grown[input].Data[from]);
        }
    }

    [TestMethod]
    public void Characters_in_another_order_than_that_of_code_points_take_their_weights_along()
    {
        Corpus corpus = MakeCorpus(OldText);
        File.WriteAllText(folder.File("seen.json"), JsonSerializer.Serialize(OldText.EnumerateRunes().Distinct().Select(rune => rune.ToString())));
        Vocabulary seen = VocabularyFile.Load(folder.File("seen.json"));
        ModelDescription description = Options.Describe(corpus);
        WeightsFile old = new(new ModelMetadata(description, seen, new TrainingRecord()), WeightInitializer.Draw(description, Options, new RandomSource(1)));
        old.Save(folder.File("seen.safetensors"));
        StartingWeights start = StartingWeights.Load(folder.File("seen.safetensors"));
        Assert.AreEqual("t", start.Vocabulary.Decode([0]));

        Weights moved = start.Grow(description, corpus.Vocabulary, old.Weights);
        Dictionary<string, float[]> before = Logits(description, seen, old.Weights, Options);
        foreach ((string character, float[] logits) in Logits(description, corpus.Vocabulary, moved, Options))
        {
            CollectionAssert.AreEqual(before[character], logits, character);
        }
    }

    [TestMethod]
    public void Bytes_keep_their_ids()
    {
        CorpusOptions bytes = CorpusOptions.With(o => o.Tokenization = Tokenization.Bytes);
        StartingWeights start = Save(Options, MakeCorpus(OldText, options: bytes));
        Corpus corpus = MakeCorpus(NewText, start.Vocabulary, bytes);
        Weights grown = start.Grow(Options.Describe(corpus), corpus.Vocabulary, WeightInitializer.Draw(Options.Describe(corpus), Options, new RandomSource(9)));
        CollectionAssert.AreEqual(WeightsFile.Load(start.Path).Weights["decoder.weight"].Data, grown["decoder.weight"].Data);
    }

    [TestMethod]
    public void Network_tokenization_unit_and_start_are_the_weights()
    {
        CorpusOptions lines = CorpusOptions.With(o => o.Unit = TextUnit.Line);
        TrainingOptions rnn = Options.With(o => { o.Cell = Cell.Rnn; o.Nonlinearity = Nonlinearity.Relu; o.EmbeddingSize = 8; o.Tied = true; o.Start = "t"; });
        StartingWeights start = Save(rnn, MakeCorpus(OldText, options: lines));
        TrainingOptions training = Preset.Find("char-rnn").Options.With(start.ApplyTo);
        CorpusOptions corpus = CorpusOptions.With(start.ApplyTo);
        TrainingOptions expected = Preset.Find("char-rnn").Options.With(o =>
        {
            o.Cell = Cell.Rnn;
            o.Nonlinearity = Nonlinearity.Relu;
            o.HiddenSize = 8;
            o.EmbeddingSize = 8;
            o.Tied = true;
            o.Start = "t";
        });
        Assert.AreEqual(Json(lines, expected), Json(corpus, training));
        Assert.IsEmpty((string[])[.. Problems(start, corpus), .. Problems(start, training), .. Problems(start, CorpusOptions)]);
    }

    [TestMethod]
    public void Every_contradiction_is_named_with_both_sides()
    {
        (StartingWeights start, WeightsFile old) = Make(Options);
        TrainingOptions other = new() { Cell = Cell.Rnn, Nonlinearity = Nonlinearity.Relu, Layers = 1, HiddenSize = 16, EmbeddingSize = 16, Tied = true };
        CollectionAssert.AreEqual(
            (string[])
            [
                $"Cell is Rnn; must be Lstm, as in {start.Path}",
                $"Nonlinearity is Relu; must be Tanh, as in {start.Path}",
                $"Layers is 1; must be 2, as in {start.Path}",
                $"HiddenSize is 16; must be 8, as in {start.Path}",
                $"EmbeddingSize is 16; must be 4, as in {start.Path}",
                $"Tied is True; must be False, as in {start.Path}",
            ],
            Problems(start, other));
        CollectionAssert.AreEqual(
            (string[])[$"Tokenization is Bytes; must be Runes, as in {start.Path}", $"MaximumVocabulary is 3; must be at least 12, the vocabulary size of {start.Path}"],
            Problems(start, CorpusOptions.With(o => (o.Tokenization, o.MaximumVocabulary) = (Tokenization.Bytes, 3))));
        StringAssert.StartsWith(
            Assert.ThrowsExactly<InvalidOptionsException>(() => MakeCorpus(NewText, old.Metadata.Vocabulary, CorpusOptions.With(o => o.Tokenization = Tokenization.Bytes))).Message,
            "Tokenization is Bytes; must be Runes");
        StringAssert.StartsWith(
            Assert.ThrowsExactly<InvalidOptionsException>(() => Train(Options.With(o => o.HiddenSize = 9), MakeCorpus(NewText, start.Vocabulary), "run", start)).Message,
            "HiddenSize is 9; must be 8");
    }

    [TestMethod]
    public void A_corpus_that_was_not_given_the_vocabulary_is_refused()
    {
        (StartingWeights start, _) = Make(Options);
        StringAssert.Contains(
            Assert.ThrowsExactly<InvalidOptionsException>(() => Train(Options, MakeCorpus(NewText), "run", start)).Message,
            "lacks the '.' (U+002E) of the weights");
    }

    [TestMethod]
    public void Stopped_it_goes_on_without_the_other_weights_and_ends_the_same()
    {
        (StartingWeights start, _) = Make(Options);
        Train(Options, MakeCorpus(NewText, start.Vocabulary), "whole", start);
        Train(Options, MakeCorpus(NewText, start.Vocabulary), "parts", start, stopAfter: 7);
        File.Delete(start.Path);
        Train(Options, MakeCorpus(NewText, RunFolder.Open(folder.File("parts")).ReadMetadata().Vocabulary), "parts");
        foreach (string name in (string[])["last.safetensors", "best.safetensors"])
        {
            CollectionAssert.AreEqual(File.ReadAllBytes(folder.File($"whole/{name}")), File.ReadAllBytes(folder.File($"parts/{name}")), name);
        }
    }

    [TestMethod]
    public void The_record_tells_of_every_training_before()
    {
        (StartingWeights first, _) = Make(Options);
        Train(Options, MakeCorpus(NewText, first.Vocabulary), "second", first);
        StartingWeights second = StartingWeights.Load(folder.File("second"));
        Assert.AreEqual(folder.File("second/best.safetensors"), second.Path);
        Train(Options.With(o => o.MaxSteps = 2), MakeCorpus(OldText, second.Vocabulary), "third", second);
        TrainingRecord record = WeightsFile.Load(folder.File("third/last.safetensors")).Metadata.Training;
        CollectionAssert.AreEqual((string?[])[MakeCorpus(OldText).Sha256, MakeCorpus(NewText).Sha256], record.EarlierTrainings!.Select(training => training.CorpusSha256).ToArray());
        Assert.AreEqual((2L, 7L), (record.Steps!.Value, record.EarlierTrainings![0].Steps!.Value));
        Assert.IsNull(record.EarlierTrainings[1].EarlierTrainings);
    }

    private static string Json(CorpusOptions corpus, TrainingOptions training) => JsonSerializer.Serialize(new RunConfig { Format = 0, Corpus = corpus, Training = training }, RunJson.Default.RunConfig);

    private static string[] Problems(StartingWeights start, TrainingOptions options)
    {
        List<string> problems = [];
        start.FindProblems(options, problems);
        return [.. problems];
    }

    private static string[] Problems(StartingWeights start, CorpusOptions options)
    {
        List<string> problems = [];
        start.FindProblems(options, problems);
        return [.. problems];
    }

    /// <summary>The logits that follow each prefix of the old text, by token.</summary>
    private static Dictionary<string, float[]> Logits(ModelDescription description, Vocabulary vocabulary, Weights weights, TrainingOptions options)
    {
        using TorchEngine engine = new(description, options);
        engine.SetWeights(weights);
        int[] ids = vocabulary.Encode(OldText, UnknownPolicy.Error).Ids;
        float[] logits = new float[ids.Length * vocabulary.Size];
        engine.EvaluateBatch(new Batch(ids, ids, 1, ids.Length, StartsFromZero: true), logits);
        return Enumerable.Range(0, vocabulary.Size).ToDictionary(
            id => vocabulary.Decode([id]),
            id => Enumerable.Range(0, ids.Length).Select(position => logits[(position * vocabulary.Size) + id]).ToArray());
    }

    private static Corpus MakeCorpus(string text, Vocabulary? known = null, CorpusOptions? options = null) =>
        Corpus.FromUtf8(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(text, 40))), "test", options ?? CorpusOptions, known);

    private (StartingWeights Start, WeightsFile Old) Make(TrainingOptions options, bool hasUnknown = false)
    {
        StartingWeights start = Save(options, MakeCorpus(OldText, Vocabulary.FromRunes([new Rune('\n')], hasUnknown)));
        return (start, WeightsFile.Load(start.Path));
    }

    private StartingWeights Save(TrainingOptions options, Corpus corpus)
    {
        ModelDescription description = options.Describe(corpus);
        string path = folder.File("old.safetensors");
        TrainingRecord record = new() { Corpus = "old", CorpusSha256 = corpus.Sha256, Steps = 7 };
        new WeightsFile(new ModelMetadata(description, corpus.Vocabulary, record), WeightInitializer.Draw(description, options, new RandomSource(1))).Save(path);
        return StartingWeights.Load(path);
    }

    /// <summary>Trains a new run, or without weights to start from one that is there.</summary>
    private void Train(TrainingOptions options, Corpus corpus, string name, StartingWeights? start = null, int stopAfter = int.MaxValue)
    {
        bool resume = Directory.Exists(folder.File(name));
        ModelDescription description = options.Describe(corpus);
        using TorchEngine engine = new(description, options);
        using RunFolder run = resume ? RunFolder.OpenForTraining(folder.File(name)) : RunFolder.Create(folder.File(name), overwrite: false);
        run.SaveConfig(CorpusOptions, options);
        using CancellationTokenSource source = new();
        TrainingSetup setup = new() { Options = options, Corpus = corpus, Engine = engine, Run = run, Observer = new Stopper(stopAfter, source) };
        Training training = resume ? Training.Resume(setup) : Training.Start(setup, start);
        if (stopAfter == 0)
        {
            source.Cancel();
        }

        training.Run(source.Token);
    }

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
