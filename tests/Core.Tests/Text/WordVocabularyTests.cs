using System.Text;

namespace CharRnn.Core.Tests;

[TestClass]
public sealed class WordVocabularyTests
{
    private const string Text = "The cat sat. The cat's hat sat on the mat.\nThe end, the end.\n";

    private static readonly Vocabulary Cats = Vocabulary.FromWords(["the", "cat", " ", ".", "\n", "cat"], hasUnknown: true);

    [TestMethod]
    public void Ids_are_in_ordinal_order_and_the_unknown_token_is_last()
    {
        CollectionAssert.AreEqual((string[])["\n", " ", ".", "cat", "the"], Cats.Words.ToArray());
        Assert.AreEqual((Tokenization.Words, 6, 5), (Cats.Tokenization, Cats.Size, Cats.UnknownId));
        Assert.IsEmpty(Cats.Characters);
        Assert.AreEqual((4, 0, null, null), (Cats.FindId("the"), Cats.FindId("\n"), Cats.FindId("t"), Cats.FindId(new Rune('\n'))));
    }

    [TestMethod]
    public void A_text_of_known_words_comes_back()
    {
        EncodedText encoded = Cats.Encode("the cat. the.\n", UnknownPolicy.Error);
        CollectionAssert.AreEqual((int[])[4, 1, 3, 2, 1, 4, 2, 0], encoded.Ids);
        Assert.AreEqual((14, 0), (encoded.CharacterCount, encoded.UnknownCount));
        Assert.AreEqual("the cat. the.\n", Cats.Decode(encoded.Ids));
    }

    [TestMethod]
    public void Unknown_words_are_counted_by_their_characters_and_follow_the_policy()
    {
        const string text = "the 😀dog\uD83D";
        EncodedText replaced = Cats.Encode(text, UnknownPolicy.Replace);
        CollectionAssert.AreEqual((int[])[4, 1, 5, 5, 5], replaced.Ids);
        Assert.AreEqual((9, 5), (replaced.CharacterCount, replaced.UnknownCount));
        Assert.AreEqual("the \uFFFD\uFFFD\uFFFD", Cats.Decode(replaced.Ids));
        foreach (UnknownPolicy policy in (UnknownPolicy[])[UnknownPolicy.Skip, UnknownPolicy.Floor])
        {
            EncodedText skipped = Cats.Encode(text, policy);
            CollectionAssert.AreEqual((int[])[4, 1], skipped.Ids);
            Assert.AreEqual((9, 5), (skipped.CharacterCount, skipped.UnknownCount));
        }

        InvalidTextException exception = Assert.ThrowsExactly<InvalidTextException>(() => Cats.Encode("the cat, the", UnknownPolicy.Error));
        Assert.AreEqual("The word at character 8 of the text, ',' (U+002C), is not in the vocabulary. Known: 5 words.", exception.Message);
        exception = Assert.ThrowsExactly<InvalidTextException>(() => Vocabulary.FromWords(["a", "b"]).Encode("cats", UnknownPolicy.Replace));
        Assert.AreEqual("The word at character 1 of the text, 'cats', is not in the vocabulary, and it has no unknown token to replace it. Known: 2 words.", exception.Message);
    }

    [TestMethod]
    public void What_is_not_one_word_is_refused()
    {
        foreach (string word in (string[])["", "a b", "x1", "\n\n", "\uD83D", new string('a', 65)])
        {
            StringAssert.EndsWith(Assert.ThrowsExactly<InvalidTextException>(() => Vocabulary.FromWords([word])).Message, "is not one word.");
        }

        string[] tooMany = [.. Enumerable.Range(0, Vocabulary.MaximumSize + 1).Select(Word)];
        Assert.AreEqual("The vocabulary would have 65537 tokens; at most 65536 are allowed.", Assert.ThrowsExactly<InvalidTextException>(() => Vocabulary.FromWords(tooMany)).Message);
        string[] tooLong = [.. tooMany.Take(20_000).Select(word => word.PadLeft(60, 'z'))];
        StringAssert.Contains(Assert.ThrowsExactly<InvalidTextException>(() => Vocabulary.FromWords(tooLong)).Message, "1200000 UTF-16 units together; at most 1048576 are allowed.");
    }

    [TestMethod]
    public void The_document_has_format_2_and_gives_the_vocabulary_back()
    {
        ModelMetadata metadata = new(
            new ModelDescription { Cell = Cell.Gru, Layers = 1, HiddenSize = 4, EmbeddingSize = 2, VocabularySize = 6 }, Cats, new TrainingRecord());
        Dictionary<string, string> documents = metadata.ToDocuments().ToDictionary();
        StringAssert.Contains(documents[ModelMetadata.DescriptionKey], "\"format\":2");
        Assert.AreEqual("""{"tokenization":"words","unknown":5,"symbols":["\n"," ",".","cat","the",""]}""", documents[ModelMetadata.VocabularyKey]);
        ModelMetadata read = ModelMetadata.FromDocuments(documents, "m.onnx");
        CollectionAssert.AreEqual(Cats.Words.ToArray(), read.Vocabulary.Words.ToArray());
        Assert.AreEqual((metadata.Description, 5), (read.Description, read.Vocabulary.UnknownId));
    }

    [TestMethod]
    public void A_description_of_characters_keeps_format_1() =>
        Assert.AreEqual(1, new ModelMetadata(
            new ModelDescription { Cell = Cell.Gru, Layers = 1, HiddenSize = 4, EmbeddingSize = 2, VocabularySize = 2 }, Vocabulary.FromRunes("a\n".EnumerateRunes()), new TrainingRecord()).Description.Format);

    [TestMethod]
    [DataRow(1, 100)]
    [DataRow(2, 100)]
    [DataRow(3, 100)]
    [DataRow(1, 6)]
    [DataRow(1, 2)]
    public void The_most_frequent_words_are_kept(int minimumCount, int maximumSize)
    {
        VocabularyCoverage built = Build(Text).Build(minimumCount, maximumSize);

        // The same, counted by a loop over a list.
        IReadOnlyList<string> words = Cats.Split(Text);
        IGrouping<string, string>[] all = [.. words.GroupBy(word => word)];
        string[] frequent = [.. all.Where(word => word.Count() >= minimumCount).OrderByDescending(word => word.Count()).ThenBy(word => word.Key, StringComparer.Ordinal).Select(word => word.Key)];
        string[] kept = frequent.Length < all.Length || all.Length > maximumSize ? [.. frequent.Take(maximumSize - 1)] : frequent;
        CollectionAssert.AreEquivalent(kept, built.Vocabulary.Words.ToArray());
        Assert.AreEqual(kept.Length < all.Length, built.Vocabulary.UnknownId is not null);
        Assert.AreEqual((long)words.Where(kept.Contains).Sum(word => word.Length), built.Covered);
        Assert.AreEqual((long)Text.Length, built.Total);
    }

    [TestMethod]
    public void Known_words_are_kept_and_new_ones_added()
    {
        VocabularyCoverage built = Build("a dog, a dog, a bird").Build(minimumCount: 2, known: Cats);
        CollectionAssert.AreEqual((string[])["\n", " ", ",", ".", "a", "cat", "dog", "the"], built.Vocabulary.Words.ToArray());
        Assert.AreEqual(8, built.Vocabulary.UnknownId);
        Assert.AreEqual(
            "The vocabulary would have 5 known words and an unknown token; at most 5 tokens are allowed.",
            Assert.ThrowsExactly<InvalidTextException>(() => Build("x").Build(maximumSize: 5, known: Cats)).Message);
    }

    [TestMethod]
    public void Long_words_that_do_not_fit_together_become_unknown()
    {
        WordVocabularyBuilder builder = Build(string.Join(' ', Enumerable.Range(0, 30_000).Select(i => Word(i).PadLeft(60, 'z'))));
        Vocabulary vocabulary = builder.Build(maximumSize: Vocabulary.MaximumSize).Vocabulary;
        Assert.AreEqual(1 + ((Vocabulary.MaximumWordsLength - 1) / 60), vocabulary.Words.Count);
        Assert.IsNotNull(vocabulary.UnknownId);
    }

    private static WordVocabularyBuilder Build(string text)
    {
        WordVocabularyBuilder builder = new();
        builder.Add(Encoding.UTF8.GetBytes(text));
        return builder;
    }

    private static string Word(int number) => string.Concat(Enumerable.Range(0, 4).Select(digit => (char)('a' + (number >> (4 * digit) & 15)))) + (number > 0xFFFF ? "x" : "");
}
