using CharRnn.Export;
using CharRnn.Inference;

namespace CharRnn.Integration.Tests;

/// <summary>Sessions of random models of every kind, forked, saved and restored at random points, and searched.</summary>
[TestClass]
public sealed class SessionPropertyTests
{
    [TestMethod]
    public void A_text_is_the_same_however_often_it_is_forked_saved_and_restored()
    {
        RandomSource random = new(17);
        for (int trial = 0; trial < 60; trial++)
        {
            using CharRnnModel model = CharRnnModel.Load(OnnxExporter.ToBytes(DrawModel(random, trial)));
            using CharRnnModel same = CharRnnModel.Load(OnnxExporter.ToBytes(DrawModel(new RandomSource(0), trial, model)));
            SamplingOptions sampling = new()
            {
                Temperature = 0.5 + random.NextDouble(),
                PresencePenalty = Next(3) - 1,
                FrequencyPenalty = Next(2) * 0.5,
                PenaltyWindow = 1 + Next(20),
            };
            GenerationOptions generation = new() { Seed = (ulong)trial, MaxLength = 60 };
            using GenerationSession whole = model.CreateSession(sampling, generation);
            string expected = whole.Generate();

            GenerationSession session = same.CreateSession(sampling, generation);
            string text = "";
            int length = 0;
            while (length < 60)
            {
                int piece = Math.Min(60 - length, Next(9));
                text += session.Generate(piece);
                length += piece;
                bool forks = Next(2) == 0;
                GenerationSession next = forks ? session.Fork() : model.CreateSession(sampling, new GenerationOptions { Seed = 999 });
                if (!forks)
                {
                    next.RestoreState(session.SaveState());
                }

                session.Generate(Next(4)); // what the one does from here on is nothing to the other
                session.Dispose();
                session = next;
            }

            session.Dispose();
            Assert.AreEqual(expected, text, $"trial {trial}: {model.Description}");
        }

        int Next(int limit) => (int)(random.NextDouble() * limit);
    }

    [TestMethod]
    public void Log_probabilities_add_up_to_the_score_in_models_of_bytes_too()
    {
        using CharRnnModel model = CharRnnModel.Load(OnnxExporter.ToBytes(RandomModels.Make(RandomModels.Draw(new RandomSource(3)) with { VocabularySize = 256 }, Vocabulary.Bytes)));
        using GenerationSession session = model.CreateSession(generation: new GenerationOptions { Seed = 1, MaxLength = 100, LogProbabilities = 20 });
        GeneratedText text = session.GenerateChoices().Single();
        Assert.AreEqual(new SentenceScorer(model, new ScoringOptions { IncludeEnd = false }).Score(text.Text).LogLikelihood, text.LogLikelihood!.Value, 1e-3);
        Assert.IsTrue(text.Characters.Any(character => character.Text.Length > 0 && character.Text[0] >= 0x80));
        Assert.IsTrue(text.Characters.SelectMany(character => character.Alternatives!).Any(alternative => alternative.Text.StartsWith("\\x", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void A_stop_string_of_several_bytes_waits_for_the_least_length()
    {
        using CharRnnModel model = CharRnnModel.Load(OnnxExporter.ToBytes(RandomModels.Make(RandomModels.Draw(new RandomSource(3)) with { VocabularySize = 256 }, Vocabulary.Bytes)));
        SamplingOptions sampling = new() { LogitBias = Enumerable.Range(0, 128).ToDictionary(id => ((char)id).ToString(), _ => double.NegativeInfinity) };
        using GenerationSession free = model.CreateSession(sampling, new GenerationOptions { Seed = 5, MaxLength = 60 }); // no ASCII: every character is of two to four bytes
        string first = free.Generate().EnumerateRunes().First().ToString();
        using GenerationSession stopped = model.CreateSession(sampling, new GenerationOptions { Seed = 5, MaxLength = 60, Stop = [first] });
        Assert.AreEqual("", stopped.Generate());
        using GenerationSession later = model.CreateSession(sampling, new GenerationOptions { Seed = 5, MaxLength = 60, Stop = [first], MinLength = 3 });
        string text = later.Generate();
        Assert.IsGreaterThanOrEqualTo(3, text.EnumerateRunes().Count());
        Assert.DoesNotContain(first, text);
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Beams_as_wide_as_all_texts_find_the_likeliest_of_all(bool lines)
    {
        const int length = 5;
        ModelDescription description = new() { Cell = Cell.Gru, Layers = 1, HiddenSize = 6, EmbeddingSize = 4, VocabularySize = 4, Unit = lines ? TextUnit.Line : TextUnit.Stream };
        using CharRnnModel model = CharRnnModel.Load(OnnxExporter.ToBytes(RandomModels.Make(description, seed: 8)));
        using GenerationSession session = model.CreateSession(generation: new GenerationOptions { MaxLength = length, Choices = 10 });
        session.Feed("ab");
        IReadOnlyList<GeneratedText> found = session.SearchBeams(width: 1024);
        (string Text, double LogLikelihood)[] all = [.. Texts(length).Select(text => (text, LogLikelihood(model, text))).OrderByDescending(scored => scored.Item2).Take(10)];
        for (int i = 0; i < all.Length; i++)
        {
            Assert.AreEqual(all[i].Text, found[i].Text);
            Assert.AreEqual(all[i].LogLikelihood, found[i].LogLikelihood!.Value, 1e-4);
        }
    }

    [TestMethod]
    public void Beams_keep_to_what_is_allowed()
    {
        ModelDescription description = new() { Cell = Cell.Lstm, Layers = 1, HiddenSize = 6, EmbeddingSize = 4, VocabularySize = 5 };
        using CharRnnModel model = CharRnnModel.Load(OnnxExporter.ToBytes(RandomModels.Make(description, seed: 2, hasUnknown: true)));
        SamplingOptions sampling = new() { LogitBias = new Dictionary<string, double> { ["\n"] = double.NegativeInfinity } };
        using GenerationSession session = model.CreateSession(sampling, new GenerationOptions { MaxLength = 6, MinLength = 3, Choices = 30, Stop = ["ab", "c"] });
        IReadOnlyList<GeneratedText> found = session.SearchBeams(width: 60);
        Assert.IsGreaterThan(20, found.Count);
        Assert.HasCount(found.Count, found.Select(text => text.Text).Distinct().ToArray());
        foreach (GeneratedText text in found)
        {
            Assert.IsTrue(text.Text.Length is >= 3 and <= 6 && text.Text.All(character => character is 'a' or 'b'), text.Text);
            Assert.DoesNotContain("ab", text.Text);
            Assert.IsTrue(text.FinishReason == FinishReason.Stop || text.Text.Length == 6, text.Text);
        }
    }

    /// <summary>Every text of a length over the vocabulary of the model above.</summary>
    private static IEnumerable<string> Texts(int length) => length == 0
        ? [""]
        : Texts(length - 1).SelectMany(text => "\nabc".Select(character => text + character));

    /// <summary>By looking up each character among those that could have come.</summary>
    private static double LogLikelihood(CharRnnModel model, string text)
    {
        double sum = 0;
        using GenerationSession session = model.CreateSession(generation: new GenerationOptions { LogProbabilities = 4 });
        session.Feed("ab");
        foreach (char character in text)
        {
            GenerationSession fork = session.Fork();
            sum += fork.StreamCharacters(1).Single().Alternatives!.Single(alternative => alternative.Text == character.ToString()).LogProbability;
            fork.Dispose();
            session.Feed(character.ToString());
        }

        return sum;
    }

    /// <summary>A model of lines, of bytes or of a stream, with or without an unknown token; the same as another where one is given.</summary>
    private static WeightsFile DrawModel(RandomSource random, int trial, CharRnnModel? like = null)
    {
        ModelDescription description = like?.Description ?? RandomModels.Draw(random);
        return (trial % 3) switch
        {
            0 => RandomModels.Make(description with { Unit = TextUnit.Line, VocabularySize = Math.Max(3, description.VocabularySize) }),
            1 => RandomModels.Make(description with { VocabularySize = 256 }, Vocabulary.Bytes),
            _ => RandomModels.Make(description with { VocabularySize = Math.Max(3, description.VocabularySize) }, hasUnknown: true),
        };
    }
}
