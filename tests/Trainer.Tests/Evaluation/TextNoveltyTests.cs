using System.Text;

namespace CharRnn.Trainer.Tests;

/// <summary>Common runs and lines, compared with a search that tries every run of the text.</summary>
[TestClass]
public sealed class TextNoveltyTests
{
    private static readonly string[] Alphabets = ["ab", "abc\n", "aé😀🎈\n", "abcdefghijklmnopqrstuvwxyz ,.\n"];

    [TestMethod]
    public void Every_length_equals_that_of_a_naive_search()
    {
        RandomSource random = new(1);
        for (int round = 0; round < 400; round++)
        {
            string alphabet = Alphabets[round % Alphabets.Length];
            string corpus = "ab" + RandomText(random, 1 + Draw(random, 120), alphabet);
            string text = RandomText(random, 1 + Draw(random, 60), alphabet + "?") + Part(corpus, random);
            TextNovelty novelty = TextNovelty.Measure(text, OfStream(corpus));
            int[] expected = NaiveLengths(text, corpus);
            CollectionAssert.AreEqual(expected, novelty.RunLengths.ToArray(), $"round {round}: {text} in {corpus}");
            AssertIsLongest(novelty.Longest, expected.Max(), text, corpus);
            Assert.AreEqual(NaiveMedian(expected), novelty.Median);
            Assert.AreEqual(expected.Sum() / (double)expected.Length, novelty.Mean, 1e-9);
            Assert.IsNull(novelty.Lines);
            foreach (int length in (int[])[0, 1, 3, 10])
            {
                Assert.AreEqual(expected.Count(run => run >= length) / (double)expected.Length, novelty.ShareInRunsOf(length));
            }
        }
    }

    [TestMethod]
    public void Runs_of_a_corpus_of_lines_lie_in_one_line_and_lines_are_compared_whole()
    {
        RandomSource random = new(2);
        for (int round = 0; round < 200; round++)
        {
            string corpus = "ab\n" + RandomText(random, 1 + Draw(random, 60), "ab😀\n");
            string text = "a" + RandomText(random, 1 + Draw(random, 40), "ab😀?\n");
            TextNovelty novelty = TextNovelty.Measure(text, OfLines(corpus));
            string[] lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            HashSet<string> known = [.. corpus.Split('\n', StringSplitOptions.RemoveEmptyEntries)];
            int[] expected = [.. lines.SelectMany(line => NaiveLengths(line, corpus))];
            CollectionAssert.AreEqual(expected, novelty.RunLengths.ToArray(), $"round {round}: {text} in {corpus}");
            AssertIsLongest(novelty.Longest, expected.Max(), text, corpus);
            Assert.AreEqual(
                new LineNovelty(lines.Length, lines.Count(known.Contains), lines.Where((line, i) => lines.Take(i).Contains(line)).Count()), novelty.Lines, $"round {round}: {text} in {corpus}");
        }
    }

    [TestMethod]
    [DataRow("the cat", "a dog\nsaw the cat sit\n", "the cat", 2)] // the whole text
    [DataRow("the cat sat.", "the cat", "the cat", 1)] // the whole corpus
    [DataRow("XYZ", "the cat", null, 0)] // nothing
    [DataRow("aaaaaaaa", "aaab", "aaa", 1)]
    [DataRow("e\r\nf", "d\ne\nf\n", "e\nf", 2)] // the corpus has no carriage return
    [DataRow("e\r\nf", "d\r\ne\nf", "\r\n", 1)] // the corpus has one; the first of two runs of 2
    [DataRow("\ud800the", "the cat", "the", 1)] // a lone surrogate is in no run
    [DataRow("c\nd", "ab\nab\nc\nd", "c\nd", 3)]
    public void Longest_run_by_hand(string text, string corpus, string? run, int line)
    {
        TextNovelty novelty = TextNovelty.Measure(text, OfStream(corpus));
        int length = run is null ? 0 : run.EnumerateRunes().Count();
        Assert.AreEqual(run is null ? null : new CommonRun(run, length, line), novelty.Longest);
        Assert.AreEqual(length, novelty.RunLengths.Max());
    }

    [TestMethod]
    public void The_parts_that_are_kept_back_are_not_searched()
    {
        string corpus = new string('a', 95) + "bcdef";
        TextNovelty novelty = TextNovelty.Measure("aabcdef", Corpus.FromUtf8(Encoding.UTF8.GetBytes(corpus), "it", new CorpusOptions { Corpus = "it" }));
        CollectionAssert.AreEqual((int[])[2, 2, 0, 0, 0, 0, 0], novelty.RunLengths.ToArray());
    }

    [TestMethod]
    public void Long_repetitive_texts_take_linear_time_and_memory()
    {
        string text = new('a', 200_000);
        Assert.AreEqual(200_000, TextNovelty.Measure(text, OfStream("b" + text)).Median);
        Assert.AreEqual(1, TextNovelty.Measure(text, OfStream("bab")).Mean);
        Assert.AreEqual(0, TextNovelty.Measure(text, OfStream("bc")).Mean);
        string fibonacci = Enumerable.Range(0, 22).Aggregate((One: "a", Other: "ab"), (pair, _) => (pair.Other, pair.Other + pair.One)).Other;
        Assert.AreEqual(fibonacci.Length, TextNovelty.Measure(fibonacci, OfStream("c" + fibonacci)).Longest!.Length);
    }

    [TestMethod]
    public void A_corpus_of_many_characters_and_more_than_one_chunk_is_read_whole()
    {
        RandomSource random = new(3);
        string corpus = string.Concat(Enumerable.Range(0, 150_000).Select(_ => new Rune(0x4E00 + Draw(random, 3000)))) + "\nthe end";
        string text = "\nthe end" + corpus[65_500..65_600] + corpus[140_000..140_020];
        TextNovelty novelty = TextNovelty.Measure(text, OfStream(corpus));
        CollectionAssert.AreEqual((int[])[.. Enumerable.Repeat(8, 8), .. Enumerable.Repeat(100, 100), .. Enumerable.Repeat(20, 20)], novelty.RunLengths.ToArray());
    }

    [TestMethod]
    public void A_text_without_characters_and_a_corpus_of_bytes_are_refused()
    {
        Assert.AreEqual("The text has no character; there is nothing to measure.", Assert.ThrowsExactly<InvalidTextException>(() => TextNovelty.Measure("", OfStream("ab"))).Message);
        Assert.ThrowsExactly<InvalidTextException>(() => TextNovelty.Measure("\n\n", OfLines("ab")));
        Corpus bytes = Corpus.FromUtf8("ab"u8.ToArray(), "it", new CorpusOptions { Corpus = "it", Tokenization = Tokenization.Bytes });
        Assert.AreEqual("Tokenization of the corpus is Bytes; must be Runes.", Assert.ThrowsExactly<InvalidOptionsException>(() => TextNovelty.Measure("a", bytes)).Message);
    }

    [TestMethod]
    public void It_can_be_cancelled_and_says_how_far_it_is()
    {
        using CancellationTokenSource source = new();
        Corpus corpus = OfStream("ab" + new string('a', 1_000_000));
        Steps progress = new(source);
        Assert.ThrowsExactly<OperationCanceledException>(() => TextNovelty.Measure("aab", corpus, progress, source.Token));
        CollectionAssert.AreEqual((double[])[0], progress.Reported.ToArray());

        Steps whole = new(new CancellationTokenSource());
        TextNovelty.Measure("aab", corpus, whole);
        CollectionAssert.AreEqual(whole.Reported.Order().Distinct().ToArray(), whole.Reported);
        Assert.AreEqual((0.0, 1.0, true), (whole.Reported[0], whole.Reported[^1], whole.Reported.Count > 10));
    }

    private static Corpus OfStream(string text) => Of(text, TextUnit.Stream);

    private static Corpus OfLines(string text) => Of(text, TextUnit.Line);

    private static Corpus Of(string text, TextUnit unit) =>
        Corpus.FromUtf8(Encoding.UTF8.GetBytes(text), "it", new CorpusOptions { Corpus = "it", Unit = unit, ValidationFraction = 0 });

    private static void AssertIsLongest(CommonRun? longest, int length, string text, string corpus)
    {
        Assert.AreEqual(length, longest?.Length ?? 0);
        if (longest is not null)
        {
            int start = corpus.IndexOf(longest.Text, StringComparison.Ordinal);
            Assert.AreEqual((length, true), (longest.Text.EnumerateRunes().Count(), text.Contains(longest.Text, StringComparison.Ordinal)));
            Assert.AreEqual(1 + corpus[..start].Count(character => character == '\n'), longest.CorpusLine);
        }
    }

    /// <summary>Tries every run of the text.</summary>
    private static int[] NaiveLengths(string text, string corpus)
    {
        Rune[] runes = [.. text.EnumerateRunes()];
        int[] lengths = new int[runes.Length];
        for (int start = 0; start < runes.Length; start++)
        {
            for (int end = start + 1; end <= runes.Length && corpus.Contains(string.Concat(runes[start..end]), StringComparison.Ordinal); end++)
            {
                for (int i = start; i < end; i++)
                {
                    lengths[i] = Math.Max(lengths[i], end - start);
                }
            }
        }

        return lengths;
    }

    private static double NaiveMedian(int[] values)
    {
        int[] sorted = [.. values.Order()];
        int middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2.0;
    }

    private static string RandomText(RandomSource random, int length, string alphabet)
    {
        Rune[] runes = [.. alphabet.EnumerateRunes()];
        return string.Concat(Enumerable.Range(0, length).Select(_ => runes[Draw(random, runes.Length)]));
    }

    private static string Part(string text, RandomSource random)
    {
        Rune[] runes = [.. text.EnumerateRunes()];
        int start = Draw(random, runes.Length);
        return string.Concat(runes[start..(start + Draw(random, runes.Length - start))]);
    }

    private static int Draw(RandomSource random, int below) => (int)(random.NextDouble() * below);

    private sealed class Steps(CancellationTokenSource source) : IProgress<double>
    {
        public List<double> Reported { get; } = [];

        public void Report(double value)
        {
            Reported.Add(value);
            source.Cancel();
        }
    }
}
