namespace CharRnn.Core.Tests;

[TestClass]
public sealed class StopMatcherTests
{
    [TestMethod]
    public void What_is_taken_is_the_text_before_the_first_stop_string()
    {
        RandomSource random = new(3);
        int stopped = 0;
        for (int trial = 0; trial < 3000; trial++)
        {
            string text = Draw(random, 30);
            string[] stops = [.. Enumerable.Range(0, 1 + Below(random, 3)).Select(_ => Draw(random, 1 + Below(random, 5)))];
            string expected = Before(text, stops);
            stopped += expected.Length < text.Length ? 1 : 0;
            Assert.AreEqual(expected, Taken(text, stops), $"{text} stopped by {string.Join(", ", stops)}");
        }

        Assert.IsGreaterThan(500, stopped);
    }

    [TestMethod]
    public void Only_what_may_begin_a_stop_string_is_held_back()
    {
        StopMatcher matcher = new(["\nEND"]);
        int[] heldBack = [.. "a\nEN\nx".Select(character =>
        {
            matcher.Add(character.ToString());
            return matcher.HeldBack;
        })];
        CollectionAssert.AreEqual((int[])[0, 1, 2, 3, 1, 0], heldBack);
    }

    [TestMethod]
    public void What_would_complete_a_stop_string_is_known_before_it_comes()
    {
        StopMatcher matcher = new(["END", "D", "NDx"]);
        AssertCompleting(("D", 1));
        matcher.Add("E");
        matcher.Add("N");
        AssertCompleting(("D", 3), ("D", 1));

        void AssertCompleting(params (string, int)[] expected) => CollectionAssert.AreEqual(expected, matcher.Completing.ToArray());
    }

    [TestMethod]
    public void Characters_beyond_the_basic_plane_are_one() => Assert.AreEqual("a😀", Taken("a😀😁b", ["😁"]));

    [TestMethod]
    public void A_text_that_has_stopped_takes_no_more()
    {
        StopMatcher matcher = new(["a"]);
        matcher.Add("a");
        Assert.IsTrue(matcher.IsMatched);
        Assert.ThrowsExactly<InvalidOperationException>(() => matcher.Add("b"));
        Assert.ThrowsExactly<ArgumentException>(() => new StopMatcher([""]));
    }

    [TestMethod]
    public void Words_are_known_that_would_complete_a_stop_string_wherever_it_ends_in_them()
    {
        Random random = new(2);
        int completed = 0;
        for (int i = 0; i < 2000; i++)
        {
            string[] stops = [.. Enumerable.Range(0, 2).Select(_ => Text(random, random.Next(1, 4)))];
            StopMatcher matcher = new(stops);
            string before = Text(random, random.Next(4));
            string word = Text(random, random.Next(1, 4));
            matcher.Add(before);
            if (!matcher.IsMatched)
            {
                bool expected = stops.Any(stop => (before + word).Contains(stop, StringComparison.Ordinal));
                Assert.AreEqual(expected, matcher.IsCompletedBy(word, before: -1), $"{before}|{word} stopped by {string.Join(", ", stops)}");
                completed += expected ? 1 : 0;
            }
        }

        Assert.IsGreaterThan(200, completed);

        static string Text(Random random, int length) => string.Concat(random.GetItems("ab".ToCharArray(), length));
    }

    private static string Taken(string text, string[] stops)
    {
        string byCharacter = Taken(text.EnumerateRunes().Select(rune => rune.ToString()), stops);
        foreach (int length in (int[])[2, 3, 7])
        {
            Assert.AreEqual(byCharacter, Taken(text.EnumerateRunes().Chunk(length).Select(runes => string.Concat(runes)), stops), "words do not change where a text stops");
        }

        return byCharacter;
    }

    private static string Taken(IEnumerable<string> pieces, string[] stops)
    {
        StopMatcher matcher = new(stops);
        string text = "";
        int free = 0;
        foreach (string piece in pieces.TakeWhile(_ => !matcher.IsMatched))
        {
            matcher.Add(piece);
            text += piece;
            Assert.IsGreaterThanOrEqualTo(free, text.Length - matcher.HeldBack, "what was given away cannot be held back again");
            free = text.Length - matcher.HeldBack;
        }

        return matcher.IsMatched ? text[..free] : text;
    }

    /// <summary>By looking at every beginning of the text.</summary>
    private static string Before(string text, string[] stops)
    {
        for (int length = 1; length <= text.Length; length++)
        {
            string[] ending = [.. stops.Where(stop => text[..length].EndsWith(stop, StringComparison.Ordinal))];
            if (ending.Length > 0)
            {
                return text[..(length - ending.Max(stop => stop.Length))];
            }
        }

        return text;
    }

    private static string Draw(RandomSource random, int length) => string.Concat(Enumerable.Range(0, length).Select(_ => "ab"[Below(random, 2)]));

    private static int Below(RandomSource random, int limit) => (int)(random.NextDouble() * limit);
}
