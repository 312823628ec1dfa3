using System.Text.RegularExpressions;

namespace CharRnn.Docs.Tests;

/// <summary>The first command of the guide to looking inside, and the cells that it finds. Their correlations can differ, because the corpus is that of the .NET SDK at hand.</summary>
[TestClass]
public sealed partial class LookingInsideTests
{
    private static readonly string Page = Pages.Guide("looking-inside");

    [TestMethod]
    public void The_cells_that_the_page_names_are_those_that_are_found()
    {
        using TemporaryFolder folder = new();
        string command = ReadMe.Blocks(Page, "sh").First().Trim().Replace("seen.html", folder.File("seen.html"), StringComparison.Ordinal);
        (int exitCode, string output, string errors) = SampleRun.Start("charrnn", "", [.. command.Split(' ')[1..], "--limit", "20000"]);
        Assert.AreEqual(0, exitCode, errors);
        string[] cells = [.. Row().Matches(ReadMe.Read(Page)).Select(row => row.Groups["cell"].Value).Take(3)]; // of the first table
        string[] features = ["inside parentheses", "length of the word so far", "digit"];
        foreach ((string cell, string feature) in cells.Zip(features))
        {
            StringAssert.Matches(output, new Regex($@"(?m)^{feature}\s+1:{cell}\s"));
        }
    }

    [GeneratedRegex(@"(?m)^\| (?<cell>\d+) \|")]
    private static partial Regex Row();
}
