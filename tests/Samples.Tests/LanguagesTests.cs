using System.Globalization;

namespace CharRnn.Samples.Tests;

[TestClass]
public sealed class LanguagesTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [TestMethod]
    public void Languages_of_other_letters_are_told_apart_by_a_few_labels()
    {
        Write("ka", "kapalatana", 1);
        Write("mi", "mirisinidi", 2);
        Write("so", "soloboroto", 3);
        (int exitCode, string output, string errors) = SampleRun.Start("Languages", "", folder.Path);
        Assert.AreEqual(0, exitCode, errors);
        string[][] rows = [.. output.TrimEnd('\n').Split('\n')[1..].Select(line => line.Split("  ", StringSplitOptions.RemoveEmptyEntries))];
        CollectionAssert.AreEqual((string[])["EmbedText", "FeaturizeText", "FeaturizeText, SDCA", "both", "ClassifyText"], rows.Select(row => row[0]).ToArray(), output);
        foreach (string[] row in rows)
        {
            double[] accuracies = [.. row[1..].Select(figure => double.Parse(figure.Trim().TrimEnd('%', ' '), CultureInfo.InvariantCulture))];
            Assert.HasCount(4, accuracies);
            Assert.IsGreaterThan(90, accuracies[^1], output);
        }
    }

    [TestMethod]
    public void What_is_wrong_is_said_in_one_line()
    {
        Assert.AreEqual((2, "", "usage: Languages FOLDER\n"), SampleRun.Start("Languages", ""));
        foreach (string missing in (string[])[folder.Path, folder.File("nowhere")])
        {
            (int exitCode, string output, string errors) = SampleRun.Start("Languages", "", missing);
            Assert.AreEqual((1, ""), (exitCode, output));
            Assert.HasCount(1, errors.Trim().Split('\n'), errors);
        }
    }

    /// <summary>Writes a made language, whose words are syllables of two letters.</summary>
    private void Write(string name, string syllables, int seed)
    {
        Random random = new(seed);
        string Word() => string.Concat(Enumerable.Range(0, random.Next(1, 4)).Select(_ => syllables.Substring(2 * random.Next(syllables.Length / 2), 2)));
        File.WriteAllLines(folder.File($"{name}.txt"), Enumerable.Range(0, 30).Select(_ => string.Join(' ', Enumerable.Range(0, 16).Select(_ => Word()))));
    }
}
