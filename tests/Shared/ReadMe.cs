using System.Globalization;
using System.Text.RegularExpressions;

namespace CharRnn.Tests;

/// <summary>README.md, compared with code that is compiled and run: what stands between the regions README of ReadMeTests.cs.</summary>
internal static partial class ReadMe
{
    private const double Tolerance = 0.1; // figures have one decimal, and a machine may round to the next

    public static string Text { get; } = Read("README.md");

    /// <summary>Runs a program and looks for what it prints: figures may differ by a rounding, all else is exact.</summary>
    public static void AssertShowsOutput(Action program)
    {
        Environment.CurrentDirectory = AppContext.BaseDirectory; // models/ is there, as in the repository
        string output = Capture(program);
        string? block = TextBlock().Matches(Text).Select(match => match.Groups[1].Value).FirstOrDefault(block => WithoutFigures(block) == WithoutFigures(output));
        Assert.IsNotNull(block, $"README.md has no block like this:\n{output}");
        foreach ((double shown, double printed) in Figures(block).Zip(Figures(output)))
        {
            Assert.AreEqual(printed, shown, Tolerance + 1e-9, $"README.md says\n{block}and the program\n{output}");
        }
    }

    /// <summary>Looks for the regions' code, an empty line between two.</summary>
    public static void AssertHoldsCode(int regions)
    {
        string[] code = [.. Read("ReadMeTests.cs").Split("#region README\n")[1..].Select(text => Unindent(text[..text.IndexOf("#endregion", StringComparison.Ordinal)]))];
        Assert.HasCount(regions, code);
        Assert.Contains($"```csharp\n{string.Join("\n\n", code)}\n```\n", Text);
    }

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

    private static string Read(string name) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, name)).ReplaceLineEndings("\n");

    [GeneratedRegex("```text\n(.*?)```\n", RegexOptions.Singleline)]
    private static partial Regex TextBlock();

    [GeneratedRegex(@"\d+\.\d")]
    private static partial Regex Figure();
}
