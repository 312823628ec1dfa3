using System.Text.RegularExpressions;

namespace CharRnn.Docs.Tests;

/// <summary>The guide to training: its example on the command line, and its program.</summary>
[TestClass]
public sealed partial class TrainAModelTests : IDisposable
{
    private static readonly string Page = Pages.Guide("train");

    private readonly TemporaryFolder folder = new();

    public void Dispose()
    {
        Environment.CurrentDirectory = AppContext.BaseDirectory;
        folder.Dispose();
    }

    [TestMethod]
    public void The_commands_of_the_example_print_lines_such_as_the_page_shows()
    {
        string printed = "";
        foreach (string commands in ReadMe.Blocks(Page, "sh").Where(block => block.Contains("runs/days", StringComparison.Ordinal)))
        {
            printed += RunInBash(commands);
        }

        string[] lines = [.. printed.Split('\n').Select(WithoutFigures)];
        foreach (string line in ReadMe.Blocks(Page, "text").SkipLast(1).SelectMany(block => block.Split('\n')).Where(line => line is not ("" or "...")))
        {
            Assert.Contains(WithoutFigures(line), lines, $"The page says:\n{line}\nThe commands say:\n{printed}");
        }
    }

    [TestMethod]
    public void The_program_trains_a_model_that_knows_the_days()
    {
        RunInBash(ReadMe.Blocks(Page, "sh").First().Split('\n')[0]);
        ReadMe.AssertShowsOutput(TrainAModel.Program.Run, Page, folder.Path);
    }

    private string RunInBash(string commands)
    {
        (string output, string errors) = GuideCommands.Run(commands, folder);
        return output + errors;
    }

    private static string WithoutFigures(string line) => Figure().Replace(line, "#").Trim();

    [GeneratedRegex(@"[\d.,:+-]*\d(e-\d+)?|\s+")]
    private static partial Regex Figure();
}
