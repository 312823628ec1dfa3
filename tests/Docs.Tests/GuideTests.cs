namespace CharRnn.Docs.Tests;

/// <summary>Every C# program of a guide stands in a file of Guides/, so that it is compiled and run.</summary>
[TestClass]
public sealed class GuideTests
{
    [TestMethod]
    public void Every_program_on_a_page_is_one_that_is_compiled_here_and_the_other_way_round()
    {
        string[] shown = [.. Pages.All.SelectMany(page => ReadMe.Blocks(page, "csharp"))];
        string[] compiled = [.. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Guides"), "*.cs").Select(source => ReadMe.CodeOf(source, "GUIDE"))];
        foreach (string program in shown)
        {
            Assert.Contains(program, compiled, $"No file of Guides/ has this code:\n{program}");
        }

        foreach (string program in compiled)
        {
            Assert.Contains(program, shown, $"No page has this code:\n{program}");
        }
    }
}
