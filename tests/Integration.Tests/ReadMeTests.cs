// The README's code stands here, between the regions, so that it is compiled and run.
#pragma warning disable IDE0005 // the README shows every using that its code needs
#region README
using CharRnn;
using CharRnn.Inference;
#endregion
using System.Globalization;

namespace CharRnn.Integration.Tests;

[TestClass]
public sealed class ReadMeTests
{
    private static readonly string ReadMe = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "README.md")).ReplaceLineEndings("\n");

    [TestMethod]
    public void The_code_says_what_the_readme_says()
    {
        Environment.CurrentDirectory = AppContext.BaseDirectory; // models/ is there, as in the repository
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        using StringWriter output = new();
        TextWriter console = Console.Out;
        Console.SetOut(output);
        try
        {
            Example();
        }
        finally
        {
            Console.SetOut(console);
        }

        Assert.Contains($"```text\n{output.ToString().ReplaceLineEndings("\n")}```\n", ReadMe);
    }

    [TestMethod]
    public void The_readme_holds_the_code_that_is_compiled_here()
    {
        string[] regions = [.. SourceRegions().Select(Unindent)];
        Assert.HasCount(2, regions);
        Assert.Contains($"```csharp\n{regions[0]}\n\n{regions[1]}\n```\n", ReadMe);
    }

    private static void Example()
    {
        #region README
        using CharRnnModel model = CharRnnModel.Load("models/dotnet-docs.onnx");

        // One session for each conversation. It remembers what it has read and written.
        using GenerationSession session = model.CreateSession(new SamplingOptions { Temperature = 0.5 }, new GenerationOptions { Seed = 1 });
        session.Feed("Returns ");
        foreach (string character in session.Stream(length: 145))
        {
            Console.Write(character);
        }

        Console.WriteLine();

        // Any number of sentences, in order, in bounded memory.
        string[] sentences = ["Gets the number of elements.", "Gets teh nubmer of elemnets.", "xqzv kjhw bvnm qqpl zxcv."];
        foreach ((string text, SentenceScore score) in sentences.Zip(new SentenceScorer(model).Score(sentences)))
        {
            Console.WriteLine($"{score.BitsPerCharacter:F1} bits per character: {text}");
        }
        #endregion
    }

    private static IEnumerable<string> SourceRegions()
    {
        string source = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "ReadMeTests.cs")).ReplaceLineEndings("\n");
        return source.Split("#region README\n")[1..].Select(text => text[..text.IndexOf("#endregion", StringComparison.Ordinal)]);
    }

    private static string Unindent(string code)
    {
        string[] lines = code.TrimEnd().Split('\n');
        int indent = lines.Where(line => line != "").Min(line => line.Length - line.TrimStart().Length);
        return string.Join('\n', lines.Select(line => line == "" ? "" : line[indent..]));
    }
}
