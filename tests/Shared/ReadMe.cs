using System.Globalization;
using System.Text.RegularExpressions;

namespace CharRnn.Tests;

/// <summary>Pages such as README.md, compared with code that is compiled and run: what stands between the regions of a source file beside the tests.</summary>
internal static partial class ReadMe
{
    private const double Tolerance = 0.1; // figures have one decimal, and a machine may round to the next

    public static string Text { get; } = Read("README.md");

    /// <summary>Runs a program and looks for what it prints: figures may differ by a rounding, all else is exact.</summary>
    public static void AssertShowsOutput(Action program, string page = "README.md", string? folder = null)
    {
        Environment.CurrentDirectory = folder ?? AppContext.BaseDirectory; // models/ is there, as in the repository
        string output = Capture(program);
        string? block = Blocks(page, "text").FirstOrDefault(block => WithoutFigures(block) == WithoutFigures(output));
        Assert.IsNotNull(block, $"{page} has no block like this:\n{output}");
        foreach ((double shown, double printed) in Figures(block).Zip(Figures(output)))
        {
            Assert.AreEqual(printed, shown, Tolerance + 1e-9, $"{page} says\n{block}and the program\n{output}");
        }
    }

    /// <summary>Looks for the code of the regions.</summary>
    public static void AssertHoldsCode(int regions)
    {
        Assert.HasCount(regions + 1, Read("ReadMeTests.cs").Split("#region README\n"));
        CollectionAssert.Contains(Blocks("README.md", "csharp").ToArray(), CodeOf("ReadMeTests.cs", "README"));
    }

    /// <summary>Returns the code of a source's regions of a name, an empty line between two.</summary>
    public static string CodeOf(string source, string region) => string.Join(
        "\n\n", Read(source).Split($"#region {region}\n")[1..].Select(text => Unindent(text[..text.IndexOf("#endregion", StringComparison.Ordinal)]))) + "\n";

    /// <summary>Returns the code blocks of a language on a page.</summary>
    public static IEnumerable<string> Blocks(string page, string language) =>
        CodeBlock().Matches(Read(page)).Where(match => match.Groups[1].Value == language).Select(match => match.Groups[2].Value);

    /// <summary>Reads a file that lies beside the tests.</summary>
    public static string Read(string name) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, name)).ReplaceLineEndings("\n");

    private static string Capture(Action program)
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        using StringWriter output = new();
        TextWriter console = Console.Out;
        Console.SetOut(output);
        try
        {
            program();
        }
        finally
        {
            Console.SetOut(console);
        }

        return output.ToString().ReplaceLineEndings("\n");
    }

    private static string Unindent(string code)
    {
        string[] lines = code.TrimEnd().Split('\n');
        int indent = lines.Where(line => line != "").Min(line => line.Length - line.TrimStart().Length);
        return string.Join('\n', lines.Select(line => line == "" ? "" : line[indent..]));
    }

    private static string WithoutFigures(string text) => Figure().Replace(text, "#");

    private static IEnumerable<double> Figures(string text) => Figure().Matches(text).Select(match => double.Parse(match.Value, CultureInfo.InvariantCulture));

    [GeneratedRegex("^```(\\w+)\n(.*?)^```\n", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex CodeBlock();

    [GeneratedRegex(@"\d+\.\d")]
    private static partial Regex Figure();
}
