using System.Text;

namespace CharRnn.Trainer.Tests;

[TestClass]
public sealed class WordCorpusTests
{
    private static readonly string Text = string.Concat(Enumerable.Range(0, 300).Select(i => $"Line {i}: the {(char)('a' + (i % 26))}-th naïve wordx{(char)('a' + (i / 26))} 😀.\n"));

    [TestMethod]
    [DataRow(TextUnit.Stream)]
    [DataRow(TextUnit.Line)]
    public void The_parts_are_the_text_and_begin_where_those_of_characters_do(TextUnit unit)
    {
        Corpus words = Make(Text, Tokenization.Words, unit);
        Corpus characters = Make(Text, Tokenization.Runes, unit);
        string[] parts = [words.Decode(words.Training), words.Decode(words.Validation), words.Decode(words.Test)];
        Assert.AreEqual(Text, string.Concat(parts));
        string[] expected = [characters.Decode(characters.Training), characters.Decode(characters.Validation), characters.Decode(characters.Test)];
        int position = 0;
        int expectedPosition = 0;
        for (int i = 0; i < 2; i++)
        {
            position += parts[i].Length;
            expectedPosition += expected[i].Length;
            int most = unit == TextUnit.Line ? 0 : Text.IndexOfAny([' ', '\n'], expectedPosition) - expectedPosition;
            Assert.AreEqual(expectedPosition + most, position);
        }
    }

    [TestMethod]
    public void Ids_are_those_of_the_vocabulary_and_unknown_words_keep_their_text()
    {
        Corpus corpus = Make(Text, Tokenization.Words, TextUnit.Stream);
        Vocabulary vocabulary = corpus.Vocabulary;
        CollectionAssert.AreEqual(
            vocabulary.Encode(corpus.Decode(corpus.Training), UnknownPolicy.Replace).Ids, Array.ConvertAll(corpus.Training.ToArray(), id => (int)id));
        Assert.AreEqual(Text.EnumerateRunes().Count(), corpus.Characters);
        Assert.AreEqual((double)corpus.Test.Length / corpus.Decode(corpus.Test).EnumerateRunes().Count(), corpus.TokensPerCharacter(corpus.Test), 1e-12);
        Assert.IsNotNull(vocabulary.FindId("naïve"));
        Assert.IsNull(vocabulary.FindId("once"));
    }

    [TestMethod]
    public void The_defaults_of_words_are_their_own()
    {
        CorpusOptions options = new() { Corpus = "x" };
        Assert.AreEqual((1, 65_536), (options.MinimumCount, options.MaximumVocabulary));
        options.Tokenization = Tokenization.Words;
        Assert.AreEqual((2, 10_000), (options.MinimumCount, options.MaximumVocabulary));
        (options.MinimumCount, options.MaximumVocabulary) = (1, 300);
        Assert.AreEqual((1, 300), (options.MinimumCount, options.MaximumVocabulary));
    }

    [TestMethod]
    [DataRow("a\u00A0a a\u00A0a ", 3, "No word of the corpus text occurs 99 times; lower the minimum count.", 99)]
    [DataRow("          ", 1, "The corpus text repeats one word, '          '; at least two different words are needed.", 1)]
    [DataRow("\n", 1, "The corpus text repeats one word, '\\n' (U+000A); at least two different words are needed.", 1)]
    public void A_text_with_too_few_words_is_refused(string text, int repeat, string message, int minimumCount) =>
        Assert.AreEqual(message, Assert.ThrowsExactly<InvalidTextException>(() => Corpus.FromUtf8(
            Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(text, repeat))), "text", new CorpusOptions { Corpus = "text", Tokenization = Tokenization.Words, MinimumCount = minimumCount })).Message);

    [TestMethod]
    public void A_text_without_spaces_is_split_into_words_of_bounded_length()
    {
        Corpus corpus = Corpus.FromUtf8(Encoding.UTF8.GetBytes(new string('x', 100_000)), "text", new CorpusOptions { Corpus = "text", Tokenization = Tokenization.Words, MinimumCount = 1, ValidationFraction = 0.5 });
        Assert.IsTrue(corpus.Vocabulary.Words.All(word => word.Length <= 64));
        Assert.AreEqual(100_000, corpus.Decode(corpus.Training).Length + corpus.Decode(corpus.Validation).Length);
    }

    [TestMethod]
    public void A_vocabulary_that_does_not_fit_into_memory_is_refused_before_it_is_allocated()
    {
        ModelDescription description = new() { Cell = Cell.Lstm, Layers = 1, HiddenSize = 256, EmbeddingSize = 64, VocabularySize = 50_000 };
        TrainingOptions options = new() { BatchSize = 64, SequenceLength = 128 };
        double needed = TrainingMemory.Estimate(description, options);
        Assert.IsGreaterThan(3.0 * 4 * 64 * 128 * 50_000, needed);
        TrainingMemory.Check(description, options, (long)needed + 1);
        InvalidOptionsException exception = Assert.ThrowsExactly<InvalidOptionsException>(() => TrainingMemory.Check(description, options, 4_000_000_000));
        StringAssert.Contains(exception.Message, "GB and the machine has 4.0 GB: a vocabulary of 50000 tokens, BatchSize 64 and SequenceLength 128; lower one of them");
        options.Device = "cuda";
        TrainingMemory.Check(description, options, 4_000_000_000);
        Assert.IsGreaterThan(8.0 * 8 * 64 * 128 * 50_000, TrainingMemory.Estimate(description, options.With(o => o.Optimizer = OptimizerKind.HessianFree)));
        Assert.IsGreaterThan(8.0 * 1000 * 50_000 * 5, TrainingMemory.Estimate(description with { HiddenSize = 1000 }, options.With(o => (o.BatchSize, o.Freeze) = (1, FrozenWeights.Recurrent))));
    }

    [TestMethod]
    public void A_sampled_softmax_needs_the_memory_of_a_validation()
    {
        ModelDescription description = new() { Cell = Cell.Lstm, Layers = 1, HiddenSize = 256, EmbeddingSize = 64, VocabularySize = 50_000 };
        TrainingOptions options = new() { BatchSize = 64, SequenceLength = 128 };
        double logits = 4.0 * 64 * 128 * 50_000;
        double whole = TrainingMemory.Estimate(description, options);
        options.SampledSoftmax = 4000;
        Assert.AreEqual(whole - logits, TrainingMemory.Estimate(description, options), 1);
        options.SampledSoftmax = 40_000;
        Assert.AreEqual(whole - (logits * 3 / 5), TrainingMemory.Estimate(description, options), 1);
    }

    private static Corpus Make(string text, Tokenization tokenization, TextUnit unit) => Corpus.FromUtf8(
        Encoding.UTF8.GetBytes(text), "text", new CorpusOptions { Corpus = "text", Tokenization = tokenization, Unit = unit, ValidationFraction = 0.2, TestFraction = 0.13 });
}
