using System.Text.RegularExpressions;

namespace CharRnn.Samples.Tests;

/// <summary>The samples that answer, after less training than their figures in docs/guides/answer.md have.</summary>
[TestClass]
public sealed partial class AnswerTests
{
    [TestMethod]
    public void Addition_asks_sums_that_it_has_not_learnt()
    {
        (int exitCode, string output, string errors) = SampleRun.Start("Addition", "", "1000", "2");
        Assert.AreEqual(0, exitCode, errors);
        string[] lines = output.TrimEnd('\n').Split('\n');
        Assert.HasCount(14, lines, output);
        StringAssert.StartsWith(lines[0], "1,000 sums learnt in ");
        foreach (string line in lines[2..12])
        {
            Match sum = SumLine().Match(line);
            Assert.IsTrue(sum.Success, line);
            int expected = int.Parse(sum.Groups[1].Value, null) + int.Parse(sum.Groups[2].Value, null);
            Assert.AreEqual($"{expected}", sum.Groups[4].Success ? sum.Groups[4].Value : sum.Groups[3].Value, line);
        }

        StringAssert.Matches(lines[13], new(@"^\d+ of 5,000 unseen sums exact, \d+\.\d\d %$"));
    }

    [TestMethod]
    public void Past_tenses_are_told_of_verbs_that_it_has_not_learnt()
    {
        (int exitCode, string output, string errors) = SampleRun.Start("PastTenses", "", "1");
        Assert.AreEqual(0, exitCode, errors);
        string[] lines = output.TrimEnd('\n').Split('\n');
        StringAssert.StartsWith(lines[0], "800 verbs learnt in ");
        StringAssert.Matches(lines[2], new(@"^learnt +\d+ of 800 exact, \d+ %$"));
        StringAssert.Matches(lines[3], new(@"^unseen, regular +\d+ of  67 exact, \d+ %$"));
        StringAssert.Matches(lines[4], new(@"^unseen, irregular +\d+ of  22 exact, \d+ %$"));
        Assert.IsTrue(lines[6..].All(line => line.Contains(": ", StringComparison.Ordinal)), output);
    }

    [TestMethod]
    [DataRow("Addition", "usage: Addition [LINES [PASSES [MODEL.onnx]]]\n")]
    [DataRow("PastTenses", "usage: PastTenses [PASSES]\n")]
    public void What_is_no_number_is_answered_by_the_usage(string sample, string usage) =>
        Assert.AreEqual((2, "", usage), SampleRun.Start(sample, "", "many"));

    [GeneratedRegex(@"^(\d+)\+(\d+) = ([^,]*)(?:, not (\d+))?$")]
    private static partial Regex SumLine();
}
