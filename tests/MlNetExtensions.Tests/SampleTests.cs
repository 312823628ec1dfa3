using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using CharRnn.Inference;

namespace CharRnn.MlNetExtensions.Tests;

[TestClass]
public sealed partial class SampleTests
{
    [TestMethod]
    public void Log_lines_come_most_surprising_first()
    {
        using TemporaryFolder folder = new();
        string[] lines = ["Gets the number of elements.", "xqzv kjhw bvnm qqpl zxcv.", "", "Gets teh nubmer of elemnets.", "Returns the index of the element."];
        File.WriteAllLines(folder.File("log.txt"), lines);
        (int exitCode, string output, string errors) = SampleRun.Start("LogLines", "", Data.ModelPath, folder.File("log.txt"), "3");
        Assert.AreEqual(0, exitCode, errors);
        string[] ranked = output.TrimEnd().Split('\n');
        CollectionAssert.AreEqual(new[] { lines[1], lines[3] }, ranked[..2].Select(line => line.Split('\t')[1]).ToArray());
        Assert.HasCount(3, ranked);
        Assert.AreEqual((2, "", "usage: LogLines MODEL.onnx FILE [COUNT]\n"), SampleRun.Start("LogLines", ""));
        Assert.AreEqual(1, SampleRun.Start("LogLines", "", "nowhere.onnx", folder.File("log.txt")).ExitCode);
    }

    [TestMethod]
    public void Damaged_lines_of_documentation_are_told_apart_and_another_process_marks_them_alike()
    {
        using TemporaryFolder folder = new();
        string[] sentences = Documentation(150);
        string[] damaged = [.. sentences.Select(Damage)];
        File.WriteAllLines(folder.File("labelled.tsv"), [.. sentences.Select(text => $"good\t{text}"), .. damaged.Select(text => $"bad\t{text}")]);
        string pipeline = folder.File("pipeline.zip");
        (int exitCode, string output, string errors) = SampleRun.Start("GibberishDetector", "", "fit", folder.File("labelled.tsv"), Data.ModelPath, pipeline);
        Assert.AreEqual(0, exitCode, errors);
        double[] numbers = [.. Numbers().Matches(output).Select(match => double.Parse(match.Value, CultureInfo.InvariantCulture))];
        Assert.IsGreaterThanOrEqualTo(0.98, numbers[0], output);
        string threshold = output.TrimEnd().Split(' ')[^1];

        (exitCode, output, errors) = SampleRun.Start("GibberishDetector", $"{sentences[0]}\n{damaged[0]}\n", "mark", pipeline, threshold);
        Assert.AreEqual(0, exitCode, errors);
        using CharRnnModel model = CharRnnModel.Load(Data.ModelPath);
        string[] expected = [.. new[] { sentences[0], damaged[0] }.Select(text =>
        {
            double bits = new SentenceScorer(model).Score(text).BitsPerCharacter;
            string mark = bits > double.Parse(threshold, CultureInfo.InvariantCulture) ? "gibberish" : "sense";
            return string.Create(CultureInfo.InvariantCulture, $"{mark}\t{bits:F2}\t{text}");
        })];
        CollectionAssert.AreEqual(expected, output.TrimEnd().Split('\n'));
    }

    [TestMethod]
    public void The_detector_says_what_is_wrong_with_its_input()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.File("labelled.tsv"), "fine\tGets it.\n");
        (int exitCode, string _, string errors) = SampleRun.Start("GibberishDetector", "", "fit", folder.File("labelled.tsv"), Data.ModelPath, folder.File("pipeline.zip"));
        Assert.AreEqual((1, "The line \"fine\tGets it.\" has no label; must be good or bad, a tab, and the text."), (exitCode, errors.Trim()));
        Assert.AreEqual(2, SampleRun.Start("GibberishDetector", "").ExitCode);
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
            Data.AreClose(score.BitsPerCharacter, float.Parse(parts[0], CultureInfo.InvariantCulture), line + new string(' ', 10));
            Data.AreClose(score.LogLikelihood, float.Parse(parts[1], CultureInfo.InvariantCulture), line + new string(' ', 10));
            Assert.AreEqual(line, parts[2]);
        }
    }

    /// <summary>Sentences out of the documentation that ships with the SDK itself.</summary>
    private static string[] Documentation(int count)
    {
        string root = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "..", "..", ".."));
        string file = Directory.EnumerateFiles(Path.Combine(root, "packs", "Microsoft.NETCore.App.Ref"), "System.Runtime.xml", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Last();
        return [.. XDocument.Load(file).Descendants("summary")
            .Select(summary => Space().Replace(summary.Value, " ").Trim())
            .Where(text => text.Length is >= 30 and <= 120 && text.EndsWith('.') && text.All(char.IsAscii))
            .Distinct()
            .Where((_, i) => i % 10 == 0)
            .Take(count)];
    }

    // Some letters change places with their neighbours and some become others, always the same ones.
    private static string Damage(string text)
    {
        RandomSource random = new((ulong)text.Length);
        char[] letters = text.ToCharArray();
        for (int i = 1; i < letters.Length; i++)
        {
            double draw = random.NextDouble();
            if (draw < 0.15)
            {
                (letters[i - 1], letters[i]) = (letters[i], letters[i - 1]);
            }
            else if (draw < 0.25)
            {
                letters[i] = (char)('a' + (int)(random.NextDouble() * 26));
            }
        }

        return new string(letters);
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();

    [GeneratedRegex(@"\d+(\.\d+)?")]
    private static partial Regex Numbers();
}
