using System.Globalization;
using System.Text.RegularExpressions;
using CharRnn.Inference;

namespace CharRnn.MlNetExtensions.Tests;

[TestClass]
public sealed partial class SampleTests
{
    [TestMethod]
    public void Damaged_lines_of_documentation_are_told_apart_and_another_process_marks_them_alike()
    {
        using TemporaryFolder folder = new();
        string pipeline = folder.File("pipeline.zip");
        (int exitCode, string output, string errors) = SampleRun.Start("GibberishDetector", "", "fit", "labelled.tsv", Data.LineModelPath, pipeline);
        Assert.AreEqual(0, exitCode, errors);
        double[] numbers = [.. Numbers().Matches(output).Select(match => double.Parse(match.Value, CultureInfo.InvariantCulture))];
        Assert.IsGreaterThanOrEqualTo(0.98, numbers[0], output);
        using CharRnnModel model = CharRnnModel.Load(Data.LineModelPath);
        SentenceScorer scorer = new(model);
        (bool IsBad, double Bits, string Text)[] lines = [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "labelled.tsv"))
            .Select(line => line.Split('\t')).Select(parts => (parts[0] == "bad", scorer.Score(parts[1]).BitsPerCharacter!.Value, parts[1]))];
        Assert.AreEqual(AreaUnderCurve(lines), numbers[0], 0.0002, output); // printed to four places, and floats may tie

        string threshold = output.TrimEnd().Split(' ')[^1];
        (exitCode, output, errors) = SampleRun.Start("GibberishDetector", string.Concat(lines.Select(line => line.Text + "\n")), "mark", pipeline, threshold);
        Assert.AreEqual(0, exitCode, errors);
        string[] marked = output.TrimEnd().Split('\n');
        Assert.HasCount(lines.Length, marked);
        Assert.AreEqual(numbers[1], lines.Zip(marked).Count(pair => pair.First.IsBad == pair.Second.StartsWith("gibberish\t", StringComparison.Ordinal)));
        foreach (((bool _, double bits, string text), string mark) in lines.Zip(marked))
        {
            string[] parts = mark.Split('\t');
            Assert.AreEqual(text, parts[2]);
            Assert.AreEqual(bits, double.Parse(parts[1], CultureInfo.InvariantCulture), 0.006, text);
        }
    }

    [TestMethod]
    public void The_detector_says_what_is_wrong_with_its_input()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.File("labelled.tsv"), "fine\tGets it.\n");
        (int exitCode, string _, string errors) = SampleRun.Start("GibberishDetector", "", "fit", folder.File("labelled.tsv"), Data.ModelPath, folder.File("pipeline.zip"));
        Assert.AreEqual((1, "The line \"fine\tGets it.\" has no label; must be good or bad, a tab, and the text."), (exitCode, errors.Trim()));
        Assert.AreEqual(2, SampleRun.Start("GibberishDetector", "").ExitCode);
        Assert.AreEqual((1, "", "The input string '2,7' was not in a correct format.\n"), SampleRun.Start("GibberishDetector", "", "mark", folder.File("pipeline.zip"), "2,7"));
    }

    [TestMethod]
    public void The_stock_pipeline_gives_the_same_scores()
    {
        using TemporaryFolder folder = new();
        string[] lines = [.. Data.Texts.Where(text => text.Length <= 128 && !text.Contains('\uD83D', StringComparison.Ordinal)), "aé😀z"];
        File.WriteAllLines(folder.File("lines.txt"), lines);
        (int exitCode, string output, string errors) = SampleRun.Start("StockPipeline", "", Data.ModelPath, folder.File("lines.txt"));
        Assert.AreEqual(0, exitCode, errors);
        using CharRnnModel model = CharRnnModel.Load(Data.ModelPath);
        foreach ((string line, string printed) in lines.Zip(output.TrimEnd().Split('\n')))
        {
            SentenceScore score = new SentenceScorer(model).Score(line);
            string[] parts = printed.Split('\t');
            Data.AreClose(score.BitsPerCharacter ?? double.NaN, float.Parse(parts[0], CultureInfo.InvariantCulture), line + new string(' ', 10));
            Data.AreClose(score.LogLikelihood, float.Parse(parts[1], CultureInfo.InvariantCulture), line + new string(' ', 10));
            Assert.AreEqual(line, parts[2]);
        }
    }

    /// <summary>How many of all pairs of a good and a bad line have the bad one cost more, counted one by one.</summary>
    private static double AreaUnderCurve((bool IsBad, double Bits, string Text)[] lines)
    {
        double[] good = [.. lines.Where(line => !line.IsBad).Select(line => line.Bits)];
        double[] bad = [.. lines.Where(line => line.IsBad).Select(line => line.Bits)];
        return good.Average(low => bad.Count(high => high > low) / (double)bad.Length);
    }

    [GeneratedRegex(@"\d+(\.\d+)?")]
    private static partial Regex Numbers();
}
