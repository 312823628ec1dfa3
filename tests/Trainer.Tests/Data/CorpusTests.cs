using System.Text;

namespace CharRnn.Trainer.Tests;

[TestClass]
public sealed class CorpusTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [TestMethod]
    public void Text_becomes_ids_and_is_split_in_place()
    {
        Corpus corpus = Load("abcabcabcé", fraction: 0.3);
        Assert.AreEqual(10, corpus.Characters);
        Assert.AreEqual(4, corpus.Vocabulary.Size);
        Assert.AreEqual("abcabca", Decode(corpus, corpus.Training));
        Assert.AreEqual("bcé", Decode(corpus, corpus.Validation));
        Assert.AreEqual("c.txt", corpus.Name);
        Assert.AreEqual("alphabet", Corpus.Load(new CorpusOptions { Corpus = folder.File("c.txt"), Name = "alphabet" }).Name);
    }

    [TestMethod]
    public void A_vocabulary_of_more_than_a_byte_still_round_trips()
    {
        string text = string.Concat(Enumerable.Range(0x4E00, 1000).Select(codePoint => new Rune(codePoint).ToString()));
        Corpus corpus = Load(text + text, fraction: 0.5);
        Assert.AreEqual(1000, corpus.Vocabulary.Size);
        Assert.AreEqual(text, Decode(corpus, corpus.Training));
        Assert.AreEqual(text, Decode(corpus, corpus.Validation));
    }

    [TestMethod]
    public void Bytes_are_ids_and_characters_are_still_counted_as_scalars()
    {
        Corpus corpus = Load("aé😀", fraction: 0, tokenization: Tokenization.Bytes);
        Assert.AreEqual(7, corpus.Training.Length);
        Assert.AreEqual(3, corpus.Characters);
    }

    [TestMethod]
    public void Rare_characters_fold_into_the_unknown_token()
    {
        Corpus corpus = Load("aabbX", fraction: 0, options => options.MinimumCount = 2);
        Assert.AreEqual("aabb\uFFFD", Decode(corpus, corpus.Training));
        Assert.AreEqual(4, corpus.CoveredCharacters);
    }

    [TestMethod]
    public void Text_that_is_decoded_encodes_to_the_same_ids_whatever_the_vocabulary_has()
    {
        foreach (string text in (string[])["aabbX", "aab\uFFFD\uFFFDX", "aab\uFFFD\uFFFD\uE000\uE000X"])
        {
            Corpus corpus = Load(text, fraction: 0, options => options.MinimumCount = 2);
            EncodedText encoded = corpus.Vocabulary.Encode(corpus.Decode(corpus.Training), UnknownPolicy.Replace);
            CollectionAssert.AreEqual(corpus.Training.ToArray().Select(id => (int)id).ToArray(), encoded.Ids.ToArray(), text);
            Assert.IsGreaterThan(0, encoded.UnknownCount, text);
        }
    }

    [TestMethod]
    public void Line_ends_are_kept_unless_normalisation_is_asked_for()
    {
        Assert.AreEqual(8, Load("a\r\nb\rc\r\n").Characters);
        Assert.AreEqual("a\nb\rc\n", Decode(Load("a\r\nb\rc\r\n", 0, options => options.NormalizeLineEnds = true)));
    }

    [TestMethod]
    public void An_empty_file_is_refused() => AssertRefused([], "The corpus c.txt is empty.");

    [TestMethod]
    public void A_byte_order_mark_alone_is_empty() => AssertRefused([0xEF, 0xBB, 0xBF], "The corpus c.txt is empty.");

    [TestMethod]
    public void One_character_over_and_over_is_refused() =>
        AssertRefused("aaaa"u8.ToArray(), "The corpus c.txt repeats one character, 'a' (U+0061); at least two different characters are needed.");

    [TestMethod]
    [DataRow(TextUnit.Stream)]
    [DataRow(TextUnit.Line)]
    public void A_minimum_that_no_character_reaches_is_refused(TextUnit unit) => Assert.AreEqual(
        "No character of the corpus c.txt occurs 3 times; lower the minimum count.",
        Assert.ThrowsExactly<InvalidTextException>(() => Load("aabb\n", 0, options => (options.MinimumCount, options.Unit) = (3, unit))).Message);

    [TestMethod]
    public void A_binary_file_is_refused() => AssertRefused([0x7F, 0x45, 0x4C, 0x46, 0], "c.txt is binary, not text: it has a NUL at byte offset 4.");

    [TestMethod]
    public void Invalid_utf8_is_refused_with_its_offset_or_replaced_where_asked()
    {
        byte[] text = [(byte)'a', (byte)'b', 0xFF, (byte)'c'];
        AssertRefused(text, "c.txt is not UTF-8: byte 0xFF at byte offset 2");
        CorpusOptions options = Write(text);
        options.ReplaceInvalidUtf8 = true;
        Assert.AreEqual("ab\uFFFDc", Decode(Corpus.Load(options)));
    }

    [TestMethod]
    public void A_corpus_that_is_not_there_or_is_an_empty_folder_is_refused()
    {
        string missing = folder.File("none.txt");
        Assert.AreEqual(
            $"The corpus {missing} does not exist; give a text file, a folder, or - for standard input.",
            Assert.ThrowsExactly<FileNotFoundException>(() => Corpus.Load(new CorpusOptions { Corpus = missing })).Message);
        StringAssert.Contains(
            Assert.ThrowsExactly<InvalidTextException>(() => Corpus.Load(new CorpusOptions { Corpus = folder.Path })).Message, "has no files that match *.txt;");
    }

    [TestMethod]
    public void Options_out_of_range_are_refused_all_at_once()
    {
        CorpusOptions options = new() { Corpus = "x", MinimumCount = 0, MaximumVocabulary = 1, ValidationFraction = double.NaN };
        Assert.AreEqual(
            "MinimumCount is 0; must be 1 or more. MaximumVocabulary is 1; must be from 2 to 65536. ValidationFraction is NaN; must be from 0 to below 1.",
            Assert.ThrowsExactly<InvalidOptionsException>(() => Corpus.Load(options)).Message);
    }

    [TestMethod]
    public void Shorter_than_one_window_is_refused_with_what_is_needed()
    {
        Corpus corpus = Load(string.Concat(Enumerable.Repeat("ab", 50)));
        InvalidTextException exception = Assert.ThrowsExactly<InvalidTextException>(() =>
            Training.CheckLength(corpus, new TrainingOptions { BatchSize = 10, SequenceLength = 10 }));
        Assert.AreEqual(
            "The corpus c.txt has 100 tokens to train on; one window of batch size 10 and sequence length 10 needs 101. Give more text, or a smaller batch size or sequence length.",
            exception.Message);
        Training.CheckLength(corpus, new TrainingOptions { BatchSize = 9, SequenceLength = 11 });
    }

    private static string Decode(Corpus corpus, IdSequence? ids = null)
    {
        ids ??= corpus.Training;
        int[] all = new int[ids.Length];
        ids.CopyTo(0, all);
        return corpus.Vocabulary.Decode(all);
    }

    private Corpus Load(string text, double fraction = 0, Action<CorpusOptions>? change = null, Tokenization tokenization = Tokenization.Runes)
    {
        CorpusOptions options = Write(Encoding.UTF8.GetBytes(text));
        options.ValidationFraction = fraction;
        options.Tokenization = tokenization;
        change?.Invoke(options);
        return Corpus.Load(options);
    }

    private CorpusOptions Write(byte[] text)
    {
        File.WriteAllBytes(folder.File("c.txt"), text);
        return new CorpusOptions { Corpus = folder.File("c.txt"), ValidationFraction = 0 };
    }

    private void AssertRefused(byte[] text, string expected)
    {
        InvalidTextException exception = Assert.ThrowsExactly<InvalidTextException>(() => Corpus.Load(Write(text)));
        StringAssert.Contains(exception.Message, expected);
    }

    [TestMethod]
    public void A_folder_is_its_files_in_the_order_of_their_paths()
    {
        Directory.CreateDirectory(folder.File("texts/b"));
        File.WriteAllText(folder.File("texts/c.txt"), "third\n");
        File.WriteAllText(folder.File("texts/b/x.txt"), "second");
        File.WriteAllText(folder.File("texts/a.txt"), "first");
        File.WriteAllText(folder.File("texts/a.md"), "no");
        Corpus corpus = Corpus.Load(new CorpusOptions { Corpus = folder.File("texts"), ValidationFraction = 0 });
        int[] ids = new int[corpus.Training.Length];
        corpus.Training.CopyTo(0, ids);
        Assert.AreEqual(("texts", "first\nsecond\nthird\n"), (corpus.Name, corpus.Vocabulary.Decode(ids)));

        string message = Assert.ThrowsExactly<InvalidTextException>(() => Corpus.Load(new CorpusOptions { Corpus = folder.File("texts"), Pattern = "*.log" })).Message;
        StringAssert.EndsWith(message, "has no files that match *.log; give another folder or pattern.");
    }

    [TestMethod]
    public void Validation_and_test_can_be_texts_of_their_own()
    {
        File.WriteAllText(folder.File("v.txt"), "bé");
        File.WriteAllText(folder.File("t.txt"), "ca\r\n");
        CorpusOptions options = Write("abcabc"u8.ToArray());
        options.ValidationFraction = null;
        options.ValidationCorpus = folder.File("v.txt");
        options.TestCorpus = folder.File("t.txt");
        options.NormalizeLineEnds = true;
        Corpus corpus = Corpus.Load(options);
        Assert.AreEqual(("abcabc", "bé", "ca\n"), (Decode(corpus), Decode(corpus, corpus.Validation), Decode(corpus, corpus.Test)));
        Assert.AreEqual(5, corpus.Vocabulary.Size); // of all of them
        Assert.AreEqual(11, corpus.Characters);
        Assert.AreEqual("ab", Decode(Corpus.Load(options.With(o => { o.ValidationCorpus = null; o.ValidationFraction = 0.67; }))));

        File.WriteAllText(folder.File("v.txt"), "");
        Assert.AreEqual("The corpus v.txt is empty.", Assert.ThrowsExactly<InvalidTextException>(() => Corpus.Load(options)).Message);
        Assert.AreEqual(
            "ValidationCorpus is - and ValidationFraction 0.1; give one of them. TestCorpus is - and TestFraction 0.1; give one of them. Standard input (-) is given more than once; it can be read only once.",
            Assert.ThrowsExactly<InvalidOptionsException>(() => Corpus.Load(new CorpusOptions { Corpus = "-", ValidationCorpus = "-", ValidationFraction = 0.1, TestCorpus = "-", TestFraction = 0.1 })).Message);
    }

    [TestMethod]
    public void Ids_take_over_the_buffer_of_their_text()
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("naïve 😀 tea\r\n", 100_000)));
        long before = GC.GetAllocatedBytesForCurrentThread();
        Corpus corpus = Corpus.FromUtf8(utf8, "tea", new CorpusOptions { Corpus = "tea", NormalizeLineEnds = true });
        long countsByCodePoint = 0x110000 * sizeof(long);
        Assert.IsLessThan(countsByCodePoint + (utf8.Length / 2), GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.AreEqual(12 * 95_000, corpus.Training.Length);
    }

    [TestMethod]
    public void Fractions_that_leave_nothing_to_train_on_are_refused() =>
        Assert.AreEqual(
            "ValidationFraction is 0.5 and TestFraction 0.5; together they must be below 1.",
            Assert.ThrowsExactly<InvalidOptionsException>(() => Corpus.Load(new CorpusOptions { Corpus = "x", ValidationFraction = 0.5, TestFraction = 0.5 })).Message);
}
