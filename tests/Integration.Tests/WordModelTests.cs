using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using CharRnn.Export;
using CharRnn.Inference;
using CharRnn.MlNetExtensions;
using CharRnn.Trainer;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace CharRnn.Integration.Tests;

/// <summary>A model of words, the whole way: text, training, weights file, ONNX file, text, scores and columns.</summary>
[TestClass]
public sealed class WordModelTests : IDisposable
{
    private const string Prompt = "The cat sat on the mat.\n";
    private static readonly string[] Subjects = ["cat", "dog", "cat's kitten", "old dog"];
    private static readonly string[] Places = ["mat", "log", "roof", "floor"];

    private readonly TemporaryFolder folder = new();
    private readonly SamplingOptions sampling = new() { Temperature = 0.9 };

    public void Dispose() => folder.Dispose();

    [TestMethod]
    public async Task Session_scheduler_and_ML_NET_generate_the_same_words()
    {
        using CharRnnModel model = Export(Train("run", TextUnit.Stream));
        Assert.AreEqual((Tokenization.Words, 2), (model.Vocabulary.Tokenization, model.Description.Format));
        string[] words = [.. Generate(model, new GenerationOptions { Seed = 7, MaxLength = 60 })];
        Assert.IsTrue(words.All(word => model.Vocabulary.FindId(word) is not null));
        Assert.HasCount(60, words);
        Assert.DoesNotContain("\uFFFD", words);

        using GenerationScheduler scheduler = new(model);
        GeneratedText scheduled = await scheduler.GenerateAsync(new GenerationRequest { Prompt = Prompt, Sampling = sampling, Generation = new GenerationOptions { Seed = 7, MaxLength = 60 } });
        CollectionAssert.AreEqual(words, scheduled.Characters.Select(word => word.Text).ToArray());

        MLContext context = new();
        IDataView data = context.Data.LoadFromEnumerable([new Row { Text = Prompt }]);
        IDataView generated = context.Transforms.Text.GenerateText("Next", "Text", Path.Combine(folder.Path, "model.onnx"), new TextGenerationOptions { Seed = 7, MaxLength = 60, Sampling = sampling }).Fit(data).Transform(data);
        ulong rowSeed = BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData([7, 0, 0, 0, 0, 0, 0, 0, .. Encoding.Unicode.GetBytes(Prompt)]));
        Assert.AreEqual(string.Concat(Generate(model, new GenerationOptions { Seed = rowSeed, MaxLength = 60 })), generated.GetColumn<string>("Next").Single());
    }

    [TestMethod]
    public void A_text_stops_before_a_stop_string_wherever_it_begins_in_a_word()
    {
        using CharRnnModel model = Export(Train("run", TextUnit.Stream));
        string whole = string.Concat(Generate(model, new GenerationOptions { Seed = 7, MaxLength = 80 }));
        foreach (string stop in (string[])["at", "og", ".\n", "t on t", " the", "he"])
        {
            int at = whole.IndexOf(stop, StringComparison.Ordinal);
            Assert.IsGreaterThan(0, at, whole);
            using GenerationSession session = Session(model, new GenerationOptions { Seed = 7, MaxLength = 80, Stop = [stop] });
            Assert.AreEqual(whole[..at], session.Generate());
            GeneratedText choice = Session(model, new GenerationOptions { Seed = 7, MaxLength = 80, Stop = [stop] }).GenerateChoices()[0];
            Assert.AreEqual((whole[..at], FinishReason.Stop), (choice.Text, choice.FinishReason));

            string[] longer = [.. Generate(model, new GenerationOptions { Seed = 7, MaxLength = 80, Stop = [stop], MinLength = 20 })];
            Assert.IsGreaterThanOrEqualTo(20, longer.Length);
            Assert.DoesNotContain(stop, string.Concat(longer));

            IReadOnlyList<GeneratedText> beams = Session(model, new GenerationOptions { MaxLength = 12, Stop = [stop], Choices = 3 }).SearchBeams(3);
            Assert.IsTrue(beams.All(beam => !beam.Text.Contains(stop, StringComparison.Ordinal)));
        }
    }

    [TestMethod]
    [DataRow(Precision.Fp32)]
    [DataRow(Precision.Fp16)]
    [DataRow(Precision.Int8)]
    public void Scores_are_the_sums_of_the_words_probabilities(Precision precision)
    {
        using CharRnnModel model = Export(Train("run", TextUnit.Stream), precision);
        double tolerance = precision == Precision.Int8 ? 0.5 : 1e-4;
        string text = string.Concat(Enumerable.Repeat("The cat sat on the unheard-of 😀 roof.\nThe  dog's kitten sat. ", 120)) + "The"; // longer than a part of a long text
        ScoringOptions options = new() { UnknownPolicy = UnknownPolicy.Replace, WithSurprisals = true };
        SentenceScore score = new SentenceScorer(model, options).Score(text);
        using GenerationSession session = model.CreateSession(generation: new GenerationOptions { LogProbabilities = 0 });
        GeneratedCharacter[] words = [.. session.FeedCharacters(text, UnknownPolicy.Replace)];
        CollectionAssert.AreEqual(model.Vocabulary.Split(text).ToArray(), words.Select(word => word.Text).ToArray());
        Assert.AreEqual(words.Sum(word => word.LogProbability!.Value), score.LogLikelihood, tolerance * words.Length / 100);
        Assert.HasCount(words.Length, score.Surprisals!);
        Assert.AreEqual(-words[^1].LogProbability!.Value / Likelihood.NatsPerBit, score.Surprisals![^1], tolerance);
        Assert.AreEqual(text.EnumerateRunes().Count(), score.CharacterCount);

        using StringReader reader = new(text);
        SentenceScore inParts = new SentenceScorer(model, options).Score(reader);
        Assert.AreEqual((score.CharacterCount, score.UnknownCount), (inParts.CharacterCount, inParts.UnknownCount));
        Assert.AreEqual(score.LogLikelihood, inParts.LogLikelihood, tolerance * words.Length / 100);

        MLContext context = new();
        IDataView data = context.Data.LoadFromEnumerable([new Row { Text = text[..40] }]);
        LikelihoodOptions likelihood = new() { UnknownPolicy = UnknownPolicy.Replace, SurprisalColumnName = "Surprisals" };
        IDataView scored = context.Transforms.Text.ScoreSentenceLikelihood("Score", "Text", Path.Combine(folder.Path, "model.onnx"), likelihood).Fit(data).Transform(data);
        SentenceScore short1 = new SentenceScorer(model, options).Score(text[..40]);
        Assert.AreEqual(short1.LogLikelihood, scored.GetColumn<float[]>("Score").Single()[0], tolerance);
        Assert.HasCount(short1.Surprisals!.Count, scored.GetColumn<float[]>("Surprisals").Single());
    }

    [TestMethod]
    public void The_trainers_bits_per_character_are_those_of_the_scorer()
    {
        RunFolder run = Train("run", TextUnit.Line);
        TrainingRecord record = WeightsFile.Load(run.LastWeightsPath).Metadata.Training;
        using CharRnnModel model = Export(run);
        Corpus corpus = Corpus.FromUtf8(Encoding.UTF8.GetBytes(Text()), "rhyme", run.ReadConfig().Corpus, model.Vocabulary);
        string[] lines = corpus.Decode(corpus.Validation).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        SentenceScore[] scores = [.. new SentenceScorer(model, new ScoringOptions { UnknownPolicy = UnknownPolicy.Replace }).Score(lines)];
        double nats = -scores.Sum(score => score.LogLikelihood);
        Assert.AreEqual(nats / Likelihood.NatsPerBit / lines.Sum(line => line.Length + 1), record.ValidationBitsPerCharacter!.Value, 1e-4);
        Assert.AreEqual(Math.Exp(nats / lines.Sum(line => model.Vocabulary.Split(line).Count(word => word.Trim().Length > 0))), record.ValidationPerplexityPerWord!.Value, 1e-2);
    }

    [TestMethod]
    public void A_training_on_samples_learns_nearly_as_much_of_all_words()
    {
        double whole = ValidationLoss(Train("whole", TextUnit.Stream));
        RunFolder run = Train("sampled", TextUnit.Stream, sampledSoftmax: 8); // of 17
        Assert.AreEqual(8, run.ReadConfig().Training.SampledSoftmax);
        Assert.AreEqual(whole, ValidationLoss(run), 0.1);
        using CharRnnModel model = Export(run);
        StringAssert.Contains(string.Concat(Generate(model, new GenerationOptions { Seed = 7, MaxLength = 60 })), "sat on the ");

        static double ValidationLoss(RunFolder run) => WeightsFile.Load(run.LastWeightsPath).Metadata.Training.ValidationLossNats!.Value;
    }

    [TestMethod]
    public void Another_text_adds_words_to_a_trained_model()
    {
        RunFolder run = Train("run", TextUnit.Stream);
        StartingWeights start = StartingWeights.Load(run.LastWeightsPath);
        CorpusOptions corpusOptions = new() { Corpus = "new" };
        start.ApplyTo(corpusOptions);
        Corpus corpus = Corpus.FromUtf8(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("A bird sang on the roof.\n", 60))), "new", corpusOptions, start.Vocabulary);
        Assert.IsTrue(start.Vocabulary.Words.All(word => corpus.Vocabulary.FindId(word) is not null));
        Assert.IsNotNull(corpus.Vocabulary.FindId("bird"));
        TrainingOptions options = MakeOptions();
        start.ApplyTo(options);
        options.MaxSteps = 1;
        options.LearningRate = 1e-9;
        using TorchEngine engine = new(options.Describe(corpus), options);
        WeightsFile tuned = Training.Start(new TrainingSetup { Options = options, Corpus = corpus, Engine = engine }, start).Run().BestWeights!;
        WeightsFile before = WeightsFile.Load(run.LastWeightsPath);
        int width = options.EmbeddingWidth;
        foreach (string word in start.Vocabulary.Words)
        {
            CollectionAssert.AreEqual(Row(before, word), Row(tuned, word), new Near(), word);
        }

        float[] Row(WeightsFile file, string word) => file.Weights["embedding.weight"].Data.AsSpan(file.Metadata.Vocabulary.FindId(word)!.Value * width, width).ToArray();
    }

    [TestMethod]
    public void What_the_cells_hold_is_shown_for_characters_only()
    {
        using CharRnnModel model = Export(Train("run", TextUnit.Stream));
        Assert.AreEqual(
            "The model model reads words; what its cells hold can be shown for a model of characters or bytes only.",
            Assert.ThrowsExactly<InvalidModelException>(() => new ActivationReader(model)).Message);
    }

    private static string Text()
    {
        Random random = new(1);
        return string.Concat(Enumerable.Range(0, 250).Select(i => $"The {random.GetItems(Subjects, 1)[0]} sat on the {random.GetItems(Places, 1)[0]}{(i % 20 == 0 ? " rare" + (char)('a' + (i / 20)) : "")}.\n"));
    }

    private static TrainingOptions MakeOptions() => new()
    {
        HiddenSize = 24,
        EmbeddingSize = 12,
        BatchSize = 8,
        SequenceLength = 16,
        Epochs = 1000,
        MaxSteps = 150,
        ValidateEvery = 150,
        LearningRate = 0.01,
        SampleLength = 20,
        Threads = 1,
    };

    private RunFolder Train(string name, TextUnit unit, int sampledSoftmax = 0)
    {
        TrainingOptions options = MakeOptions();
        options.SampledSoftmax = sampledSoftmax;
        CorpusOptions corpusOptions = new() { Corpus = name, Tokenization = Tokenization.Words, Unit = unit, ValidationFraction = 0.2 };
        Corpus corpus = Corpus.FromUtf8(Encoding.UTF8.GetBytes(Text()), "rhyme", corpusOptions);
        Assert.IsNotNull(corpus.Vocabulary.UnknownId);
        using RunFolder run = RunFolder.Create(folder.File(name), overwrite: false);
        run.SaveConfig(corpusOptions, options);
        using TorchEngine engine = new(options.Describe(corpus), options);
        Training.Start(new TrainingSetup { Options = options, Corpus = corpus, Engine = engine, Run = run }).Run();
        return run;
    }

    private CharRnnModel Export(RunFolder run, Precision precision = Precision.Fp32)
    {
        string path = folder.File("model.onnx");
        OnnxExporter.Export(WeightsFile.Load(run.LastWeightsPath), path, precision);
        return CharRnnModel.Load(path);
    }

    private GenerationSession Session(CharRnnModel model, GenerationOptions generation)
    {
        GenerationSession session = model.CreateSession(sampling, generation);
        session.Feed(Prompt);
        return session;
    }

    private IEnumerable<string> Generate(CharRnnModel model, GenerationOptions generation)
    {
        using GenerationSession session = Session(model, generation);
        foreach (string word in session.Stream())
        {
            yield return word;
        }
    }

    private sealed class Row
    {
        public string Text { get; set; } = "";
    }

    private sealed class Near : System.Collections.IComparer
    {
        public int Compare(object? x, object? y) => Math.Abs((float)x! - (float)y!) < 1e-6 ? 0 : 1;
    }
}
