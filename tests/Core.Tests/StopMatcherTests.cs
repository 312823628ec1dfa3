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
        string taken = "";
        foreach (char character in "a\nEN\nx")
        {
            matcher.Add(character.ToString());
            while (matcher.TryTake(out string? free))
            {
                taken += free;
            }

            Assert.AreEqual(character switch { 'a' => "a", '\n' when taken.Length < 4 => "a", 'E' or 'N' => "a", '\n' => "a\nEN", _ => "a\nEN\nx" }, taken);
        }
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

    private static string Taken(string text, string[] stops)
    {
        StopMatcher matcher = new(stops);
        string taken = "";
        foreach (System.Text.Rune rune in text.EnumerateRunes().TakeWhile(_ => !matcher.IsMatched))
        {
            matcher.Add(rune.ToString());
            TakeAll();
        }

        matcher.End();
        TakeAll();
        return taken;

        void TakeAll()
        {
            while (matcher.TryTake(out string? free))
            {
                taken += free;
            }
        }
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
