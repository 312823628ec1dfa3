using System.Globalization;

namespace CharRnn.Samples.Tests;

[TestClass]
public sealed class SpacesTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [TestMethod]
    public void Spaces_come_back_to_words_that_were_learnt()
    {
        Random random = new(1);
        string[] words = ["the", "cat", "dog", "sings,", "sleeps.", "every", "bird", "and", "one"];
        File.WriteAllLines(folder.File("text.txt"), Enumerable.Range(0, 400).Select(_ => string.Join(' ', Enumerable.Range(0, 5).Select(_ => words[random.Next(words.Length)]))));
        (int exitCode, string output, string errors) = SampleRun.Start("Spaces", "", folder.File("text.txt"), "6");
        Assert.AreEqual(0, exitCode, errors);
        string[] lines = output.TrimEnd('\n').Split('\n');
        string[] names = ["likeliest words", "network, forwards", "network, both directions"];
        double[][] figures = [.. names.Select((name, i) => lines[i + 1][name.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(figure => double.Parse(figure, CultureInfo.InvariantCulture)).ToArray())];
        Assert.AreEqual(1, figures[0][0], "the splitter knows all words");
        Assert.IsGreaterThan(0.98, figures[2][0], output);
        Assert.IsGreaterThan(0.98, figures[2][1], output);
        Assert.AreEqual(lines[^2], lines[^1].Replace(" ", "", StringComparison.Ordinal));
    }

    [TestMethod]
    public void What_is_wrong_is_said_in_one_line()
    {
        Assert.AreEqual((2, "", "usage: Spaces TEXT.txt [EPOCHS]\n"), SampleRun.Start("Spaces", ""));
        (int exitCode, string output, string errors) = SampleRun.Start("Spaces", "", folder.File("nowhere.txt"));
        Assert.AreEqual((1, ""), (exitCode, output));
        Assert.HasCount(1, errors.Trim().Split('\n'), errors);
    }
}
