using System.Text;
using CharRnn.Export;
using CharRnn.Inference;
using CharRnn.Oracle;

namespace CharRnn.Integration.Tests;

/// <summary>What a reader shows of a network: against the states that PyTorch computed, and against a session's probabilities.</summary>
[TestClass]
public sealed class ActivationReaderTests
{
    public static IEnumerable<object[]> Files => OracleFile.PathsWith(oracle => oracle.StatesFromZeroState).Select(path => (object[])[path]);

    [TestMethod]
    [DynamicData(nameof(Files))]
    public void Activations_after_every_character_equal_PyTorch(string path)
    {
        OracleFile oracle = OracleFile.Load(path);
        OracleStates states = oracle.StatesFromZeroState!;
        int[] ids = oracle.ScoreFromZeroState.InputIds.Ids[..oracle.ScoreFromZeroState.InputIds.Shape[1]];
        using CharRnnModel model = CharRnnModel.Load(ToOnnx(oracle, Letter(ids[0]).ToString()));
        using ActivationReader reader = new(model);
        int size = oracle.Layers * oracle.HiddenSize;
        for (int i = 0; i < ids.Length; i++)
        {
            if (i > 0)
            {
                reader.Read(Letter(ids[i]));
            }

            float[] hidden = states.Hidden.Floats[(i * size)..((i + 1) * size)];
            float[] cell = states.Cell?.Floats[(i * size)..((i + 1) * size)] ?? [];
            OracleFile.AssertClose("hidden", hidden, reader.HiddenState, 1e-5);
            OracleFile.AssertClose("cell", cell, reader.CellState, 1e-5);
            OracleFile.AssertClose("activations", states.Cell is null ? hidden : [.. cell.Select(MathF.Tanh)], reader.Activations, 1e-5);
        }
    }

    [TestMethod]
    [DataRow(TextUnit.Stream, Tokenization.Runes)]
    [DataRow(TextUnit.Line, Tokenization.Runes)]
    [DataRow(TextUnit.Stream, Tokenization.Bytes)]
    public void Costs_and_probabilities_equal_those_of_scores_and_of_sampling(TextUnit unit, Tokenization tokenization)
    {
        Vocabulary vocabulary = tokenization == Tokenization.Bytes ? Vocabulary.Bytes : Vocabulary.FromRunes("\nabcdé".EnumerateRunes());
        ModelDescription description = new() { Cell = Cell.Lstm, Layers = 2, HiddenSize = 9, EmbeddingSize = 4, VocabularySize = vocabulary.Size, Unit = unit, Start = "\n" };
        using CharRnnModel model = CharRnnModel.Load(OnnxExporter.ToBytes(RandomModels.Make(description, vocabulary)));
        using ActivationReader reader = new(model);
        const string Text = "abécd\nbb\na";
        string read = "";
        List<double?> bits = [];
        foreach (Rune character in Text.EnumerateRunes())
        {
            AssertProbabilities(model, reader, read);
            bits.Add(reader.Read(character));
            read += character;
        }

        AssertProbabilities(model, reader, read);
        double expected = unit == TextUnit.Line
            ? new SentenceScorer(model).Score(["abécd", "bb"]).Sum(score => score.LogLikelihood) + new SentenceScorer(model, new ScoringOptions { IncludeEnd = false }).Score("a").LogLikelihood
            : new SentenceScorer(model).Score(Text).LogLikelihood;
        Assert.AreEqual(-expected / Likelihood.NatsPerBit, bits.Sum()!.Value, 1e-4);
    }

    [TestMethod]
    public void A_character_that_the_vocabulary_lacks_is_skipped_or_is_the_unknown_token()
    {
        ModelDescription description = new() { Cell = Cell.Gru, Layers = 1, HiddenSize = 5, EmbeddingSize = 4, VocabularySize = 6, Start = "\n" };
        using CharRnnModel without = CharRnnModel.Load(OnnxExporter.ToBytes(RandomModels.Make(description)));
        using CharRnnModel with = CharRnnModel.Load(OnnxExporter.ToBytes(RandomModels.Make(description, hasUnknown: true)));
        using ActivationReader skips = new(without);
        float[] before = [.. skips.Activations];
        Assert.IsNull(skips.Read(new Rune('Z')));
        CollectionAssert.AreEqual(before, skips.Activations.ToArray());
        using ActivationReader replaces = new(with);
        Assert.IsNotNull(replaces.Read(new Rune('Z')));
        Assert.AreEqual(0, replaces.ComputeProbabilities()[^1], "the unknown token is never drawn");
    }

    [TestMethod]
    public void Another_text_begins_from_the_zero_state()
    {
        ModelDescription description = new() { Cell = Cell.Rnn, Layers = 1, HiddenSize = 5, EmbeddingSize = 4, VocabularySize = 6, Start = "\n" };
        using CharRnnModel model = CharRnnModel.Load(OnnxExporter.ToBytes(RandomModels.Make(description)));
        using ActivationReader reader = new(model);
        float[] first = [.. reader.Activations];
        reader.Read(new Rune('b'));
        CollectionAssert.AreNotEqual(first, reader.Activations.ToArray());
        reader.BeginText();
        CollectionAssert.AreEqual(first, reader.Activations.ToArray());
    }

    [TestMethod]
    [DataRow(4, 9)]
    [DataRow(9, 4)]
    public void The_activations_of_a_Jordan_network_are_its_hidden_layer_which_its_decoder_reads(int hidden, int vocabulary)
    {
        WeightsFile file = RandomModels.Make(new ModelDescription { Cell = Cell.Jordan, Layers = 1, HiddenSize = hidden, EmbeddingSize = 3, VocabularySize = vocabulary });
        using CharRnnModel model = CharRnnModel.Load(OnnxExporter.ToBytes(file));
        using ActivationReader reader = new(model);
        foreach (Rune character in "abba".EnumerateRunes())
        {
            reader.Read(character);
            float[] cells = [.. reader.Activations];
            CollectionAssert.AreEqual(cells, reader.HiddenState.ToArray());
            double[] odds = [.. Enumerable.Range(0, vocabulary).Select(id => Math.Exp(file.Weights["decoder.bias"].Data[id] + cells.Select((cell, unit) => (double)cell * file.Weights["decoder.weight"].Data[(id * hidden) + unit]).Sum()))];
            OracleFile.AssertClose("probabilities", [.. odds.Select(one => (float)(one / odds.Sum()))], [.. reader.ComputeProbabilities().ToArray().Select(one => (float)one)], 1e-5);
        }
    }

    // A session's log-probabilities leave nothing out; what it could never draw has to be taken away.
    private static void AssertProbabilities(CharRnnModel model, ActivationReader reader, string read)
    {
        using GenerationSession session = model.CreateSession(null, new GenerationOptions { Seed = 1, LogProbabilities = 20 });
        session.Feed(read);
        GeneratedCharacter next = session.StreamCharacters(1).Single();
        double[] probabilities = reader.ComputeProbabilities().ToArray();
        AlternativeCharacter[] possible = [.. next.Alternatives!.Where(other => Find(model.Vocabulary, other.Text) is { } id && probabilities[id] > 0)];
        Assert.IsNotEmpty(possible);
        double scale = probabilities[Find(model.Vocabulary, possible[0].Text)!.Value] / Math.Exp(possible[0].LogProbability);
        foreach (AlternativeCharacter other in possible)
        {
            Assert.AreEqual(Math.Exp(other.LogProbability) * scale, probabilities[Find(model.Vocabulary, other.Text)!.Value], 1e-6, other.Text);
        }

        Assert.AreEqual(1, probabilities.Sum(), 1e-9);
        if (model.Vocabulary.Tokenization == Tokenization.Runes)
        {
            Assert.AreEqual(1, scale, 1e-6);
        }
    }

    private static int? Find(Vocabulary vocabulary, string text) =>
        text.StartsWith("\\x", StringComparison.Ordinal) ? Convert.ToInt32(text[2..], 16) : vocabulary.FindId(text);

    private static byte[] ToOnnx(OracleFile oracle, string start)
    {
        Vocabulary vocabulary = Vocabulary.FromRunes(Enumerable.Range(0, oracle.VocabularySize).Select(Letter));
        return OnnxExporter.ToBytes(new WeightsFile(new ModelMetadata(oracle.Description with { Start = start }, vocabulary, new TrainingRecord()), oracle.ToWeights()));
    }

    private static Rune Letter(int id) => new('A' + id);
}
