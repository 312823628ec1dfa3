using System.Diagnostics;
using System.Text.Json;

namespace CharRnn.Benchmarks.Tests;

/// <summary>The real program, in a process of its own.</summary>
[TestClass]
public sealed class ProgramTests
{
    [TestMethod]
    [DataRow("encode-100mb")]
    [DataRow("novelty-100mb")]
    [DataRow("ways-to-learn/copy")]
    [DataRow("training-memory")]
    [DataRow("training-step/lstm-2x128")] // with PyTorch or, where there is none, without
    public void A_quick_run_prints_one_figure(string name)
    {
        (int exitCode, string output, string error) = Run("--quick", "--filter", name);
        Assert.AreEqual(0, exitCode, error);
        using JsonDocument figure = JsonDocument.Parse(output);
        CollectionAssert.AreEqual(
            (string[])["name", "value", "unit", "peer", "peer_value", "ratio", "share", "settings"],
            figure.RootElement.EnumerateObject().Select(property => property.Name).ToArray());
        Assert.AreEqual(name, figure.RootElement.GetProperty("name").GetString());
    }

    [TestMethod]
    [DataRow("There is no benchmark nonsense; there are training-step/lstm-2x128, ", "--filter", "nonsense")]
    [DataRow("--output cannot go with --quick", "--quick", "--output", "page.md")]
    [DataRow("'--slow'", "--slow")]
    public void A_wrong_option_is_one_message(string expected, params string[] arguments)
    {
        (int exitCode, string output, string error) = Run(arguments);
        Assert.AreEqual(2, exitCode);
        Assert.AreEqual("", output);
        StringAssert.StartsWith(error, "charrnn-benchmarks: ");
        StringAssert.Contains(error, expected);
        Assert.HasCount(1, error.TrimEnd().Split('\n'));
    }

    private static (int ExitCode, string Output, string Error) Run(params string[] arguments)
    {
        ProcessStartInfo start = new("dotnet", [Path.Combine(AppContext.BaseDirectory, "charrnn-benchmarks.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(TimeSpan.FromMinutes(2)))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"charrnn-benchmarks {string.Join(' ', arguments)} did not end. It said: {error.Result}");
        }

        return (process.ExitCode, output.Result, error.Result);
    }
}
