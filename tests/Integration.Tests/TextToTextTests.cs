using System.Text;
using CharRnn.Export;
using CharRnn.Inference;
using CharRnn.Trainer;

namespace CharRnn.Integration.Tests;

/// <summary>The whole way: text, training, weights file, ONNX file, text.</summary>
[TestClass]
public sealed class TextToTextTests : IDisposable
{
    private const string Rhyme = "the cat sat on the mat and the dog sat on the log. ";

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [TestMethod]
    public void It_learns_what_it_read_and_the_same_seed_gives_the_same_weights_and_the_same_text()
    {
        RunFolder first = Train("first", Tokenization.Runes, Rhyme);
        RunFolder second = Train("second", Tokenization.Runes, Rhyme);
        CollectionAssert.AreEqual(File.ReadAllBytes(first.LastWeightsPath), File.ReadAllBytes(second.LastWeightsPath));
        Assert.AreEqual(File.ReadAllText(first.SamplesPath), File.ReadAllText(second.SamplesPath));

        using CharRnnModel model = Export(first);
        string text = Sample(model, "the cat ", 60);
        Assert.AreEqual(text, Sample(model, "the cat ", 60));
        StringAssert.StartsWith(text, "sat on the ");

        SentenceScorer scorer = new(model);
        Assert.IsLessThan(scorer.Score("dgo teh sta gol").BitsPerCharacter!.Value, scorer.Score("the dog sat on ").BitsPerCharacter!.Value);
    }

    [TestMethod]
    public void The_trainers_own_sample_is_the_text_that_the_exported_model_gives()
    {
        RunFolder run = Train("run", Tokenization.Runes, Rhyme);
        string[] samples = File.ReadAllText(run.SamplesPath).Split("=== step 300 ===\n");
        using CharRnnModel model = Export(run);
        TrainingOptions options = MakeOptions(steps: 300);
        using GenerationSession session = model.CreateSession(new SamplingOptions { Temperature = options.SampleTemperature }, new GenerationOptions { Seed = options.Seed });
        Assert.AreEqual(samples[1].TrimEnd('\n'), session.Generate(options.SampleLength).TrimEnd('\n'));
    }

    [TestMethod]
    public void A_model_of_bytes_speaks_in_whole_characters()
    {
        const string accents = "où est-il né? à l'été, là-bas… 😀\n";
        RunFolder run = Train("run", Tokenization.Bytes, accents, steps: 150);
        using CharRnnModel model = Export(run);
        foreach (ulong seed in (ulong[])[1, 2, 3])
        {
            // Hot enough that bytes out of place would be drawn if they could be.
            using GenerationSession session = model.CreateSession(new SamplingOptions { Temperature = 3 }, new GenerationOptions { Seed = seed });
            session.Feed("où ");
            foreach (string character in session.Stream(100))
            {
                Assert.HasCount(1, character.EnumerateRunes().ToArray());
                Assert.DoesNotContain('\uFFFD', character);
            }
        }

        SentenceScore score = new SentenceScorer(model).Score("né à l'été");
        Assert.AreEqual(10, score.CharacterCount);
        Assert.IsLessThan(0, score.LogLikelihood);
    }

    [TestMethod]
    public void Rare_characters_become_the_unknown_token_which_is_never_sampled()
    {
        RunFolder run = Train("run", Tokenization.Runes, Rhyme + "€", steps: 60, minimumCount: 60);
        using CharRnnModel model = Export(run);
        Assert.IsNotNull(model.Vocabulary.UnknownId);
        using GenerationSession session = model.CreateSession(new SamplingOptions { Temperature = 5 }, new GenerationOptions { Seed = 1 });
        session.Feed("the €", UnknownPolicy.Replace);
        string text = session.Generate(500);
        Assert.DoesNotContain('\uFFFD', text);
        Assert.HasCount(500, text.EnumerateRunes().ToArray());
    }

    [TestMethod]
    public void A_model_of_lines_starts_anew_after_each_and_scores_its_end()
    {
        CorpusOptions corpusOptions = new() { Corpus = "names", Unit = TextUnit.Line, ValidationFraction = 0 };
        Corpus corpus = Corpus.FromUtf8(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("anna\nbob\neve\n", 60))), "names", corpusOptions);
        TrainingOptions options = MakeOptions(steps: 200, batchSize: 12);
        using RunFolder run = RunFolder.Create(folder.File("names"), overwrite: false);
        run.SaveConfig(corpusOptions, options);
        using (TorchEngine engine = new(options.Describe(corpus), options))
        {
            Training.Start(new TrainingSetup { Options = options, Corpus = corpus, Engine = engine, Run = run }).Run();
        }

        using CharRnnModel model = Export(run);
        using GenerationSession session = model.CreateSession(new SamplingOptions { Temperature = 0.7 }, new GenerationOptions { Seed = 1 });
        string[] names = session.Generate(200).Split('\n')[..^1];
        Assert.IsTrue(names.All(name => name is "anna" or "bob" or "eve"), string.Join(' ', names));
        Assert.AreEqual(3, names.Distinct().Count());

        // Of three names of equal chance each costs log2 3 bits, its end included; half a name lacks its end.
        SentenceScore[] scores = [.. new SentenceScorer(model).Score(["anna", "ann"])];
        Assert.AreEqual(-Math.Log(3), scores[0].LogLikelihood, 0.4);
        Assert.IsLessThan(-3, scores[1].LogLikelihood);

        // After a line that was read, the next is as the first.
        using GenerationSession read = model.CreateSession(new SamplingOptions { Temperature = 0.7 }, new GenerationOptions { Seed = 1 });
        read.Feed(string.Concat(Enumerable.Repeat("bob\nanna\n", 50)));
        Assert.AreEqual(string.Join('\n', names), read.Generate(200).TrimEnd()[..string.Join('\n', names).Length]);
    }

    private static TrainingOptions MakeOptions(int steps, int batchSize = 8) => new()
    {
        HiddenSize = 48,
        EmbeddingSize = 16,
        BatchSize = batchSize,
        SequenceLength = 24,
        Epochs = 1000,
        MaxSteps = steps,
        ValidateEvery = steps,
        LearningRate = 0.01,
        SampleLength = 60,
        Threads = 1,
    };

    private static string Sample(CharRnnModel model, string prompt, int length)
    {
        using GenerationSession session = model.CreateSession(new SamplingOptions { Temperature = 0.3 }, new GenerationOptions { Seed = 2 });
        session.Feed(prompt);
        return session.Generate(length);
    }

    private RunFolder Train(string name, Tokenization tokenization, string text, int steps = 300, int minimumCount = 1)
    {
        TrainingOptions options = MakeOptions(steps);
        CorpusOptions corpusOptions = new() { Corpus = name, Tokenization = tokenization, MinimumCount = minimumCount, ValidationFraction = 0.1 };
        Corpus corpus = Corpus.FromUtf8(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(text, 50))), "rhyme", corpusOptions);
        using RunFolder run = RunFolder.Create(folder.File(name), overwrite: false);
        run.SaveConfig(corpusOptions, options);
        using TorchEngine engine = new(options.Describe(corpus), options);
        Training.Start(new TrainingSetup { Options = options, Corpus = corpus, Engine = engine, Run = run }).Run();
        return run;
    }

    private CharRnnModel Export(RunFolder run)
    {
        string path = folder.File("model.onnx");
        OnnxExporter.Export(WeightsFile.Load(run.LastWeightsPath), path);
        return CharRnnModel.Load(path);
    }
}
