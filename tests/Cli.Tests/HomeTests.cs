namespace CharRnn.Cli.Tests;

/// <summary>The command line writes what it is asked for, and nothing into the user's home: ONNX Runtime's telemetry would.</summary>
[TestClass]
public sealed class HomeTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly EmptyHome home = new();

    public void Dispose()
    {
        home.Dispose();
        folder.Dispose();
    }

    [TestMethod]
    public void Version_leaves_nothing_at_home()
    {
        CommandLine.RunIn(home, "--version").Succeeded();
        home.AssertStillEmpty();
    }

    [TestMethod]
    public void Scoring_leaves_nothing_at_home()
    {
        File.WriteAllText(folder.File("lines.txt"), "Gets the value.\n");
        CommandLine.RunIn(home, "score", Path.Combine(AppContext.BaseDirectory, "models", "dotnet-docs.onnx"), folder.File("lines.txt")).Succeeded();
        home.AssertStillEmpty();
    }
}
