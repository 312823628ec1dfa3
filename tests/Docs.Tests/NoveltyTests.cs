using System.Text.RegularExpressions;

namespace CharRnn.Docs.Tests;

/// <summary>The commands of the guide to novelty. Figures can differ, because the corpora are those of the .NET SDK at hand.</summary>
[TestClass]
public sealed partial class NoveltyTests
{
    private static readonly string Page = Pages.Guide("novelty");

    [TestMethod]
    public void The_report_is_such_as_the_page_shows()
    {
        string[] shown = ReadMe.Blocks(Page, "text").First().Split('\n');
        string[] printed = [.. Run(0).Split('\n').Select(WithoutFigures)];
        foreach (string line in shown.TakeWhile(line => !line.StartsWith("the longest run", StringComparison.Ordinal)))
        {
            Assert.Contains(WithoutFigures(line), printed, $"The page says:\n{line}\nThe command says:\n{string.Join('\n', printed)}");
        }
    }

    [TestMethod]
    public void As_many_new_names_come_as_the_page_shows() =>
        Assert.HasCount(ReadMe.Blocks(Page, "text").ElementAt(1).Split('\n').Length, Run(1).Split('\n'));

    private static string Run(int block)
    {
        string command = ReadMe.Blocks(Page, "sh").ElementAt(block).Trim();
        (int exitCode, string output, string errors) = SampleRun.Start("charrnn", "", command.Split(' ')[1..]);
        Assert.AreEqual(0, exitCode, errors);
        return output;
    }

    private static string WithoutFigures(string line) => Figure().Replace(line, "");

    [GeneratedRegex(@"[\d.,]*\d|█+|\s+")]
    private static partial Regex Figure();
}
