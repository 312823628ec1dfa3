using System.Runtime.InteropServices;

namespace CharRnn.Trainer.Tests;

[TestClass]
public sealed class NGramModelTests
{
    private static readonly int[] AllOrders = [.. Enumerable.Range(1, NGramModel.MaximumOrder)];

    [TestMethod]
    public void Witten_Bell_by_hand()
    {
        // a a b: after nothing 2 a and 1 b; after a one a and one b; after b nothing.
        NGramModel model = NGramModel.Train([0, 0, 1], vocabularySize: 2, order: 1);
        Assert.AreEqual(Math.Log(0.4), model.LogProbability([], 1), 1e-12); // (1 + 2 / 2) / (3 + 2)
        Assert.AreEqual(Math.Log(0.45), model.LogProbability([0], 1), 1e-12); // (1 + 2 * 0.4) / (2 + 2)
        Assert.AreEqual(Math.Log(0.4), model.LogProbability([1], 1), 1e-12);
        Assert.AreEqual(Math.Log(0.45) + Math.Log(0.4), model.LogLikelihood([0, 1, 1]), 1e-12);
    }

    [TestMethod]
    public void Every_order_equals_a_naive_model_of_dictionaries()
    {
        RandomSource random = new(1);
        for (int round = 0; round < 10; round++)
        {
            int vocabularySize = 1 + Draw(random, 5);
            ushort[] training = RandomText(random, Draw(random, 80), vocabularySize);
            ushort[] text = [.. RandomText(random, 10, vocabularySize), .. training.Take(15), .. training.TakeLast(25)];
            NaiveModel naive = new(training, vocabularySize);
            foreach (int order in AllOrders)
            {
                NGramModel model = NGramModel.Train(training, vocabularySize, order);
                double sum = 0;
                for (int i = 1; i < text.Length; i++)
                {
                    double expected = Math.Log(naive.Probability(text.AsSpan(Math.Max(0, i - order)..i), text[i]));
                    double actual = model.LogProbability(text.AsSpan(0, i), text[i]);
                    Assert.AreEqual(expected, actual, 1e-12, $"round {round}, order {order}, token {i}");
                    sum += expected;
                }

                Assert.AreEqual(sum, model.LogLikelihood(text), 1e-12 * text.Length, $"round {round}, order {order}");
            }
        }
    }

    [TestMethod]
    public void Probabilities_are_positive_and_sum_to_1_after_seen_and_unseen_contexts()
    {
        const int vocabularySize = 30;
        RandomSource random = new(2);
        ushort[] training = RandomText(random, 5000, vocabularySize - 5); // five tokens never came
        foreach (int order in AllOrders)
        {
            NGramModel model = NGramModel.Train(training, vocabularySize, order);
            for (int i = 0; i < 20; i++)
            {
                int start = Draw(random, training.Length - 25);
                AssertIsDistribution(model, training.AsSpan(start, Draw(random, 25)));
                AssertIsDistribution(model, RandomText(random, Draw(random, 25), vocabularySize));
            }

            AssertIsDistribution(model, training);
        }
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(20)]
    public void A_million_times_one_token_is_learnt_as_any_text(int order)
    {
        const int length = 1_000_000;
        const int evaluated = 50_000;
        NGramModel model = NGramModel.Train(new ushort[length], vocabularySize: 3, order);

        // One token alone follows each context: p(h) = (c(h) + p(h')) / (c(h) + 1), c(h) = length - context.
        double probability = 1.0 / 3;
        double expected = 0;
        for (int context = 0; context <= order; context++)
        {
            probability = (length - context + probability) / (length - context + 1);
            expected += context == 0 ? 0 : Math.Log(probability);
        }

        Assert.AreEqual(Math.Log(probability), model.LogProbability(new ushort[50], 0), 1e-12);
        Assert.AreEqual(expected + ((evaluated - 1 - order) * Math.Log(probability)), model.LogLikelihood(new ushort[evaluated]), 1e-9);
        AssertIsDistribution(model, [0, 0, 1, 0]);
    }

    [TestMethod]
    public void Only_as_many_tokens_as_the_order_count()
    {
        ushort[] training = RandomText(new RandomSource(3), 500, 3);
        NGramModel model = NGramModel.Train(training, 3, order: 4);
        Assert.AreEqual(model.LogProbability(training.AsSpan(96, 4), 1), model.LogProbability(training.AsSpan(0, 100), 1));
        Assert.AreNotEqual(model.LogProbability(training.AsSpan(97, 3), 1), model.LogProbability(training.AsSpan(0, 100), 1));
        Assert.AreEqual((4, 3), (model.Order, model.VocabularySize));
    }

    [TestMethod]
    public void A_text_with_nothing_to_predict_has_likelihood_0()
    {
        NGramModel model = NGramModel.Train([0, 1, 0], 2, 3);
        Assert.AreEqual(0, model.LogLikelihood([]));
        Assert.AreEqual(0, model.LogLikelihood([1]));
    }

    [TestMethod]
    public void Without_a_text_the_distribution_is_uniform()
    {
        NGramModel model = NGramModel.Train([], 4, 2);
        Assert.AreEqual(-Math.Log(4), model.LogProbability([3, 1], 2), 1e-12);
        Assert.AreEqual(-2 * Math.Log(4), model.LogLikelihood([0, 0, 0]), 1e-12);
    }

    [TestMethod]
    public void The_largest_vocabulary_fits()
    {
        ushort[] training = [.. Enumerable.Range(0, Vocabulary.MaximumSize).Select(id => (ushort)id)];
        NGramModel model = NGramModel.Train(training, Vocabulary.MaximumSize, 2);
        Assert.AreEqual(-Math.Log(65_536), model.LogProbability([], 65_535), 1e-12);
        Assert.AreEqual(-Math.Log(65_536), model.LogProbability([65_535], 0), 1e-12);
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(-1)]
    [DataRow(21)]
    public void An_order_out_of_range_is_an_error(int order)
    {
        InvalidOptionsException exception = Assert.ThrowsExactly<InvalidOptionsException>(() => NGramModel.Train([0, 1], 2, order));
        Assert.AreEqual($"Order is {order}; must be from 1 to 20.", exception.Message);
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(65_537)]
    public void A_vocabulary_size_out_of_range_is_an_error(int vocabularySize) => Assert.AreEqual(
        "vocabularySize",
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => NGramModel.Train([], vocabularySize, 1)).ParamName);

    [TestMethod]
    public void An_id_outside_the_vocabulary_is_an_error()
    {
        NGramModel model = NGramModel.Train([0, 1, 2], 3, 2);
        AssertOutside("An id of the text is 3; must be from 0 to 2. (Parameter 'ids')", () => NGramModel.Train([0, 3], 3, 2));
        AssertOutside("An id of the text is 7; must be from 0 to 2. (Parameter 'ids')", () => model.LogLikelihood([0, 1, 7]));
        AssertOutside("An id of the text is 3; must be from 0 to 2. (Parameter 'context')", () => model.LogProbability([3], 0));
        AssertOutside("The id is 3; must be from 0 to 2. (Parameter 'id')", () => model.LogProbability([0], 3));
        AssertOutside("The id is -1; must be from 0 to 2. (Parameter 'id')", () => model.LogProbability([0], -1));
    }

    private static void AssertOutside(string message, Action action) =>
        Assert.AreEqual(message, Assert.ThrowsExactly<ArgumentOutOfRangeException>(action).Message);

    private static void AssertIsDistribution(NGramModel model, ReadOnlySpan<ushort> context)
    {
        double sum = 0;
        for (int id = 0; id < model.VocabularySize; id++)
        {
            double probability = Math.Exp(model.LogProbability(context, id));
            Assert.IsGreaterThan(0, probability);
            sum += probability;
        }

        Assert.AreEqual(1, sum, 1e-9);
    }

    private static int Draw(RandomSource random, int below) => (int)(random.NextDouble() * below);

    /// <summary>A text that repeats earlier stretches of itself, so that long contexts come again.</summary>
    private static ushort[] RandomText(RandomSource random, int length, int vocabularySize)
    {
        List<ushort> text = [];
        while (text.Count < length)
        {
            int start = Draw(random, text.Count);
            int copied = random.NextDouble() < 0.1 ? Math.Min(Draw(random, 40), text.Count - start) : 0;
            text.AddRange([.. text.Skip(start).Take(copied), (ushort)Draw(random, vocabularySize)]);
        }

        return [.. text.Take(length)];
    }

    /// <summary>The definition, word for word: a table of counts for each context.</summary>
    private sealed class NaiveModel
    {
        private readonly Dictionary<string, Dictionary<int, int>> counts = [];
        private readonly int vocabularySize;

        public NaiveModel(ushort[] text, int vocabularySize)
        {
            this.vocabularySize = vocabularySize;
            for (int i = 0; i < text.Length; i++)
            {
                for (int start = Math.Max(0, i - NGramModel.MaximumOrder); start <= i; start++)
                {
                    string context = Key(text.AsSpan(start..i));
                    counts.TryAdd(context, []);
                    counts[context][text[i]] = counts[context].GetValueOrDefault(text[i]) + 1;
                }
            }
        }

        public double Probability(ReadOnlySpan<ushort> context, int id)
        {
            double shorter = context.IsEmpty ? 1.0 / vocabularySize : Probability(context[1..], id);
            return counts.TryGetValue(Key(context), out Dictionary<int, int>? following)
                ? (following.GetValueOrDefault(id) + (following.Count * shorter)) / (following.Values.Sum() + following.Count)
                : shorter;
        }

        private static string Key(ReadOnlySpan<ushort> context) => new(MemoryMarshal.Cast<ushort, char>(context));
    }
}
