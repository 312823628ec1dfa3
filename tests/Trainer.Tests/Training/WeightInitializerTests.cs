namespace CharRnn.Trainer.Tests;

[TestClass]
public sealed class WeightInitializerTests
{
    private static readonly ModelDescription Description = new() { Cell = Cell.Lstm, Layers = 2, HiddenSize = 12, EmbeddingSize = 5, VocabularySize = 20 };

    [TestMethod]
    [DataRow(Tokenization.Words)]
    [DataRow(Tokenization.Runes)]
    public void A_network_of_words_starts_with_their_shares_of_the_text(Tokenization tokenization)
    {
        Corpus corpus = Corpus.FromUtf8("a b a c a b a d e f a b\n"u8.ToArray(), "test", new CorpusOptions { Corpus = "test", Tokenization = tokenization, MinimumCount = 1, ValidationFraction = 0.4 });
        TrainingOptions options = new() { HiddenSize = 4, EmbeddingSize = 2, BatchSize = 1, SequenceLength = 4, Threads = 1 };
        ModelDescription description = options.Describe(corpus);
        using TorchEngine engine = new(description, options);
        Training.Start(new TrainingSetup { Options = options, Corpus = corpus, Engine = engine });
        Weights drawn = WeightInitializer.Draw(description, options, new RandomSource(options.Seed));
        Weights weights = engine.GetWeights();
        string text = corpus.Decode(corpus.Training);
        double total = corpus.Training.Length + corpus.Vocabulary.Size;
        foreach (WeightTensor weight in drawn.Where(weight => tokenization == Tokenization.Runes || weight.Name != "decoder.bias"))
        {
            CollectionAssert.AreEqual(weight.Data, weights[weight.Name].Data, weight.Name);
        }

        for (int id = 0; id < corpus.Vocabulary.Words.Count; id++)
        {
            int count = text.Split(corpus.Vocabulary.Words[id]).Length - 1;
            Assert.AreEqual(Math.Log((count + 1) / total), weights["decoder.bias"].Data[id], 1e-6, corpus.Vocabulary.Words[id]);
        }
    }

    [TestMethod]
    public void Uniform_fills_its_range_and_the_forget_bias_is_apart()
    {
        Weights weights = Draw(new TrainingOptions { Initialization = Initialization.Uniform, InitialRange = 0.08, ForgetBias = 2 });
        foreach (WeightTensor weight in weights)
        {
            bool hasForgetBias = weight.Name.StartsWith("rnn.bias_ih", StringComparison.Ordinal);
            float[] others = hasForgetBias ? [.. weight.Data[..12], .. weight.Data[24..]] : weight.Data;
            Assert.IsTrue(others.All(value => Math.Abs(value) <= 0.08), weight.Name);
            Assert.IsGreaterThan(0.05, others.Max(), weight.Name);
            Assert.IsLessThan(-0.05, others.Min(), weight.Name);
            Assert.IsTrue(!hasForgetBias || weight.Data[12..24].All(value => value == 2), weight.Name);
        }
    }

    [TestMethod]
    public void Orthogonal_recurrent_matrices_keep_lengths_and_angles()
    {
        float[] data = Draw(new TrainingOptions { Initialization = Initialization.Orthogonal })["rnn.weight_hh_l1"].Data;
        for (int gate = 0; gate < 4; gate++)
        {
            for (int i = 0; i < 12; i++)
            {
                for (int j = 0; j < 12; j++)
                {
                    double dot = Enumerable.Range(0, 12).Sum(k => (double)data[(((gate * 12) + i) * 12) + k] * data[(((gate * 12) + j) * 12) + k]);
                    Assert.AreEqual(i == j ? 1 : 0, dot, 1e-6, $"gate {gate}, rows {i} and {j}");
                }
            }
        }
    }

    [TestMethod]
    public void Identity_keeps_the_state_and_draws_the_rest_small()
    {
        ModelDescription relu = Description with { Cell = Cell.Rnn, Nonlinearity = Nonlinearity.Relu, HiddenSize = 64, EmbeddingSize = 0 };
        TrainingOptions options = new() { Initialization = Initialization.Identity };
        Weights weights = WeightInitializer.Draw(relu, options, new RandomSource(4));
        float[] recurrent = weights["rnn.weight_hh_l1"].Data;
        Assert.IsTrue(recurrent.Index().All(place => place.Item == (place.Index % 65 == 0 ? 1 : 0)));
        Assert.IsTrue(weights.Where(weight => weight.Shape.Count == 1).All(bias => bias.Data.All(value => value == 0)));
        float[] input = weights["rnn.weight_ih_l0"].Data;
        Assert.AreEqual(0.001, Math.Sqrt(input.Average(value => (double)value * value)), 0.0001);
        Assert.AreEqual(0, input.Average(value => (double)value), 0.0001);
    }

    [TestMethod]
    [DataRow(Cell.Lstm, Nonlinearity.Tanh)]
    [DataRow(Cell.Gru, Nonlinearity.Tanh)]
    [DataRow(Cell.Rnn, Nonlinearity.Tanh)]
    public void Identity_is_for_relu_networks_only(Cell cell, Nonlinearity nonlinearity)
    {
        TrainingOptions options = new() { Cell = cell, Nonlinearity = nonlinearity, Initialization = Initialization.Identity };
        InvalidOptionsException exception = Assert.ThrowsExactly<InvalidOptionsException>(options.Validate);
        StringAssert.Contains(exception.Message, "Initialization is Identity; must be another unless the cell is Rnn and the nonlinearity Relu");
    }

    [TestMethod]
    public void The_same_seed_draws_the_same()
    {
        CollectionAssert.AreEqual(Draw(new TrainingOptions())["decoder.weight"].Data, Draw(new TrainingOptions())["decoder.weight"].Data);
    }

    private static Weights Draw(TrainingOptions options) => WeightInitializer.Draw(Description, options, new RandomSource(4));
}
