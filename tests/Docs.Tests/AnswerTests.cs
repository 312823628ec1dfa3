namespace CharRnn.Docs.Tests;

/// <summary>The guide to answers: its example on the command line, and its program.</summary>
[TestClass]
public sealed class AnswerTests : IDisposable
{
    private static readonly string Page = Pages.Guide("answer");

    private readonly TemporaryFolder folder = new();

    public void Dispose()
    {
        Environment.CurrentDirectory = AppContext.BaseDirectory;
        folder.Dispose();
    }

    [TestMethod]
    public void The_commands_and_the_program_print_what_the_page_shows()
    {
        string[] shown = [.. ReadMe.Blocks(Page, "text")];
        string[] commands = [.. ReadMe.Blocks(Page, "sh")];
        Assert.EndsWith(shown[0], GuideCommands.Run(commands[0], folder).Output);
        string[] evaluated = GuideCommands.Run(commands[1], folder).Output.Split('\n');
        Assert.AreEqual((shown[1].Split('\n')[0], shown[1].Split('\n')[2]), (evaluated[0], evaluated[2]));
        ReadMe.AssertShowsOutput(AnswerQuestions.Program.Run, Page, folder.Path);
    }
}
