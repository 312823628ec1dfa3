using System.Globalization;

namespace CharRnn.Docs.Tests;

/// <summary>The command of the page for one machine, run as it stands there.</summary>
[TestClass]
public sealed class ScoreLargeFilesTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [TestMethod]
    public void Four_processes_give_the_lines_of_one_in_order()
    {
        if (ToolRun.Start("parallel", "--version") is not (0, _, _))
        {
            Assert.Inconclusive("GNU parallel is not here: apt-get install parallel.");
        }

        string[] lines = [.. Enumerable.Range(0, 800).Select(i => i % 7 == 0 ? "" : $"Gets the {i.ToString(CultureInfo.InvariantCulture)}th of {new string((char)('a' + (i % 26)), i % 50)} elements.")];
        File.WriteAllText(folder.File("lines.txt"), string.Join('\n', lines) + "\n");
        string command = ReadMe.Blocks(Pages.Guide("score-large-files"), "sh").First();
        string[][] parts = Score(command.Replace("--block 10M", "--block 6k", StringComparison.Ordinal)); // several blocks for each process
        string[][] whole = Score("./charrnn score models/dotnet-docs.onnx < lines.txt > scores.txt");

        CollectionAssert.AreEqual(lines, parts.Select(fields => fields[^1]).ToArray());
        Assert.HasCount(whole.Length, parts);
        foreach ((string[] part, string[] one) in parts.Zip(whole))
        {
            Assert.AreEqual(Number(one[0]), Number(part[0]), 0.0011, one[^1]);
            CollectionAssert.AreEqual(one[2..], part[2..]);
        }
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    /// <summary>Runs a command in the folder, and returns the fields of scores.txt.</summary>
    private string[][] Score(string command)
    {
        string models = Path.Combine(AppContext.BaseDirectory, "models");
        string program = $"dotnet {Path.Combine(AppContext.BaseDirectory, "charrnn.dll")}";
        string line = $"cd {folder.Path} && {command.Trim().Replace("./charrnn", program, StringComparison.Ordinal).Replace("models/", models + "/", StringComparison.Ordinal)}";
        (int exitCode, _, string errors) = ToolRun.Start("bash", "-c", line);
        Assert.AreEqual(0, exitCode, errors);
        return [.. File.ReadLines(folder.File("scores.txt")).Select(fields => fields.Split('\t'))];
    }
}
