using System.Globalization;
using CharRnn.Inference;

namespace CharRnn.Docs.Tests;

/// <summary>The programs in other languages, which the page shows whole, beside CharRnn's own score and likeliest text.</summary>
[TestClass]
public sealed class OtherLanguagesTests : IDisposable
{
    private const string Python = "/usr/bin/python3"; // the one that Debian's packages are for

    private static readonly string Node = Path.Combine(Repository.Root, "samples", "Node", "score.mjs");
    private static readonly string PythonProgram = Path.Combine(Repository.Root, "samples", "Python", "score.py");

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    public static IEnumerable<object[]> Texts =>
        from model in (string[])["dotnet-docs", "dotnet-docs-lines"]
        from text in (string[])["Gets the number of elements.", "Returns é teh ", "😀 Gets the nu"]
        select new object[] { model, text };

    [TestMethod]
    public void The_page_shows_what_CharRnn_says()
    {
        using CharRnnModel model = CharRnnModel.Load(PathOf("dotnet-docs-lines"));
        const string text = "Returns teh ";
        string score = new SentenceScorer(model).Score(text).BitsPerCharacter!.Value.ToString("F4", CultureInfo.InvariantCulture);
        Assert.AreEqual($"{score} bits per character\n{text}{Continue(model, text)}\n", ReadMe.Blocks(Pages.Guide("other-languages"), "text").Single());
    }

    [TestMethod]
    [DynamicData(nameof(Texts))]
    public void Node_scores_and_continues_alike(string model, string text)
    {
        string modules = NodePeer.FindModules();
        File.Copy(Node, folder.File("score.mjs")); // Node.js looks for packages beside the program
        Directory.CreateSymbolicLink(folder.File("node_modules"), modules);
        AssertSame(model, text, ToolRun.Start("node", folder.File("score.mjs"), PathOf(model), text));
    }

    [TestMethod]
    [DynamicData(nameof(Texts))]
    public void Python_scores_and_continues_alike(string model, string text)
    {
        if (ToolRun.Start("python3", "-c", "import numpy, onnxruntime") is (0, _, _))
        {
            AssertSame(model, text, ToolRun.Start("python3", PythonProgram, PathOf(model), text));
            return;
        }

        if (ToolRun.Start(Python, "-c", "import numpy, onnx") is (not 0, _, var why))
        {
            Assert.Inconclusive($"Neither onnxruntime (pip) nor onnx (apt-get install python3-onnx) is here: {why}");
        }

        string[] withStandIn = ["-c", "import runpy, sys; sys.path.insert(0, sys.argv.pop(1)); del sys.argv[0]; runpy.run_path(sys.argv[0], run_name='__main__')"];
        AssertSame(model, text, ToolRun.Start(Python, [.. withStandIn, Path.Combine(Repository.Root, "tests", "Docs.Tests", "Python"), PythonProgram, PathOf(model), text]));
    }

    [TestMethod]
    public void The_page_shows_the_programs_whole()
    {
        string page = Pages.Guide("other-languages");
        Assert.AreEqual(ReadMe.Read(PythonProgram), ReadMe.Blocks(page, "python").Single());
        Assert.AreEqual(ReadMe.Read(Node), ReadMe.Blocks(page, "js").Single());
    }

    private static string PathOf(string model) => Path.Combine(AppContext.BaseDirectory, "models", $"{model}.onnx");

    private static void AssertSame(string modelName, string text, (int ExitCode, string Output, string Errors) run)
    {
        Assert.AreEqual(0, run.ExitCode, run.Errors);
        using CharRnnModel model = CharRnnModel.Load(PathOf(modelName));
        string[] lines = run.Output.TrimEnd('\n', '\r').ReplaceLineEndings("\n").Split('\n');
        Assert.AreEqual(
            new SentenceScorer(model).Score(text).BitsPerCharacter!.Value,
            double.Parse(lines[0].Split(' ')[0], CultureInfo.InvariantCulture),
            2e-4);
        Assert.AreEqual(text + Continue(model, text), lines[1]);
    }

    private static string Continue(CharRnnModel model, string text)
    {
        using GenerationSession session = model.CreateSession(new SamplingOptions { Temperature = 0 }, new GenerationOptions { Stop = ["\n"] });
        session.Feed(text, UnknownPolicy.Skip);
        return session.Generate(40);
    }
}
