using System.Globalization;

namespace CharRnn.Samples.Tests;

[TestClass]
public sealed class LogLinesTests : IDisposable
{
    private const string Usage = "usage: LogLines find GOOD-DAYS.log TODAY.log [COUNT] | figures made [LINES] | figures DPKG.log\n";

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [TestMethod]
    public void Log_lines_come_most_surprising_first()
    {
        string[] odd = ["07:01 kernel: out of memory", "07:02 GET /../../etc/passwd 400"];
        File.WriteAllLines(folder.File("good.log"), Lines(1).Take(400));
        File.WriteAllLines(folder.File("today.log"), [.. Lines(2).Take(30), odd[0], "", .. Lines(3).Take(30), odd[1]]);
        (int exitCode, string output, string errors) = SampleRun.Start("LogLines", "", "find", folder.File("good.log"), folder.File("today.log"), "5");
        Assert.AreEqual(0, exitCode, errors);
        string[][] found = [.. output.TrimEnd('\n').Split('\n').Select(line => line.Split('\t'))];
        Assert.HasCount(5, found);
        CollectionAssert.AreEquivalent(odd, found[..2].Select(line => line[1]).ToArray(), output);
        double[] bits = [.. found.Select(line => double.Parse(line[0], CultureInfo.InvariantCulture))];
        CollectionAssert.AreEqual(bits.OrderDescending().ToArray(), bits);
    }

    [TestMethod]
    public void Odd_lines_among_made_ones_are_counted()
    {
        int[][] counts = Figures("made", "200");
        Assert.HasCount(4, counts);
        Assert.IsTrue(counts.All(found => found[0] <= found[1] && found[1] <= found[2] && found[2] <= 20));
    }

    [TestMethod]
    public void All_odd_lines_come_first_in_a_log_of_two_lines_that_repeat()
    {
        File.WriteAllLines(folder.File("dpkg.log"), Enumerable.Range(0, 400).Select(i => $"2026-03-01 12:00:00 {(i % 2 == 0 ? "unpacked" : "installed")} zip"));
        foreach (int[] found in Figures(folder.File("dpkg.log")))
        {
            CollectionAssert.AreEqual((int[])[20, 20, 20], found);
        }
    }

    [TestMethod]
    [DataRow]
    [DataRow("find", "good.log")]
    [DataRow("find", "good.log", "today.log", "1,000")]
    [DataRow("find", "good.log", "today.log", "5", "6")]
    [DataRow("figures")]
    [DataRow("figures", "made", "many")]
    [DataRow("figures", "made", "200", "300")]
    public void Wrong_arguments_are_answered_with_the_usage(params string[] arguments) =>
        Assert.AreEqual((2, "", Usage), SampleRun.Start("LogLines", "", arguments));

    [TestMethod]
    public void A_log_that_does_not_exist_is_named()
    {
        (int exitCode, string output, string errors) = SampleRun.Start("LogLines", "", "find", "nowhere.log", "today.log");
        Assert.AreEqual((1, ""), (exitCode, output));
        Assert.HasCount(1, errors.Trim().Split('\n'), errors);
        Assert.Contains("nowhere.log", errors);
    }

    private static int[][] Figures(params string[] arguments)
    {
        (int exitCode, string output, string errors) = SampleRun.Start("LogLines", "", ["figures", .. arguments]);
        Assert.AreEqual(0, exitCode, errors);
        return [.. output.TrimEnd('\n').Split('\n')[1..].Select(row => row.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^3..].Select(int.Parse).ToArray())];
    }

    private static IEnumerable<string> Lines(int seed)
    {
        Random random = new(seed);
        string[] messages = ["session opened for bob", "session opened for eve", "session closed", "GET /index 200", "GET /about 200", "job done"];
        while (true)
        {
            yield return $"{random.Next(24):00}:{random.Next(60):00} {messages[random.Next(messages.Length)]}";
        }
    }
}
