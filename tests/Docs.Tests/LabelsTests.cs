using System.Text.RegularExpressions;

namespace CharRnn.Docs.Tests;

/// <summary>The guide to labels: its commands, and its program.</summary>
[TestClass]
public sealed partial class LabelsTests : IDisposable
{
    private static readonly string Page = Pages.Guide("labels");

    private readonly TemporaryFolder folder = new();

    public void Dispose()
    {
        Environment.CurrentDirectory = AppContext.BaseDirectory;
        folder.Dispose();
    }

    [TestMethod]
    public void The_commands_print_lines_such_as_the_page_shows_and_the_program_its_output()
    {
        string printed = string.Concat(ReadMe.Blocks(Page, "sh").Select(RunInBash));
        string[] lines = [.. printed.Split('\n').Select(WithoutFigures)];
        foreach (string line in ReadMe.Blocks(Page, "text").SkipLast(1).SelectMany(block => block.Split('\n')).Where(line => line is not ("" or "...")))
        {
            Assert.Contains(WithoutFigures(line), lines, $"The page says:\n{line}\nThe commands say:\n{printed}");
        }

        ReadMe.AssertShowsOutput(GiveLabels.Program.Run, Page, folder.Path);
    }

    private string RunInBash(string commands)
    {
        (string output, string errors) = GuideCommands.Run(commands, folder);
        return output + errors;
    }

    // The labels of the page are points.
    private static string WithoutFigures(string line) => Figure().Replace(line, "#").Trim();

    [GeneratedRegex(@"\d[\d.,]*|\s+")]
    private static partial Regex Figure();
}
