using Spectre.Console;

namespace CharRnn.Cli.Tests;

[TestClass]
public sealed class TerminalProgressTests
{
    private static readonly string LongLine = string.Join(' ', Enumerable.Repeat("word", 100));

    [TestMethod]
    public void Elsewhere_it_is_whole_lines_at_intervals_and_at_the_end()
    {
        Assert.AreEqual(
            $"{0.25,4:P0}  first [one]\n{LongLine}\n{1,4:P0}  last\n",
            Show(isLive: false).ReplaceLineEndings("\n"));
    }

    [TestMethod]
    public void On_a_terminal_it_is_a_bar_that_ends_full_with_lines_above_it()
    {
        string shown = Show(isLive: true);
        StringAssert.Contains(shown, "word word");
        StringAssert.Contains(shown[shown.LastIndexOf("word", StringComparison.Ordinal)..], "100%");
        StringAssert.Contains(shown, "last");
    }

    private static string Show(bool isLive)
    {
        StringWriter output = new();
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = isLive ? AnsiSupport.Yes : AnsiSupport.No,
            Interactive = isLive ? InteractionSupport.Yes : InteractionSupport.No,
            Out = new AnsiConsoleOutput(output),
        });
        using (TerminalProgress progress = new(console, isLive))
        {
            progress.Report(0.25, "first [one]");
            progress.Report(0.5, "too soon after the first");
            progress.WriteLine(LongLine);
            progress.Report(1, "last");
        }

        return output.ToString();
    }
}
