using System.Diagnostics;

namespace CharRnn.Hosting.Tests;

/// <summary>A program that is published ahead of time, where only the binding generator can set options and nothing is found by reflection.</summary>
[TestClass]
public sealed class PublishedProgramTests
{
    [TestMethod]
    public void Options_are_bound_and_validated_in_a_program_published_ahead_of_time()
    {
        using TemporaryFolder folder = new();
        (int exitCode, string output) = Run(
            "dotnet", "publish", Path.Combine(Repository.Root, "tests", "programs", "BoundOptions"), "--output", folder.File("program"),
            "--configuration", "Release", "-nologo", "-v", "quiet", "-m:1"); // with the libraries as they are built already
        if (exitCode != 0 && (output.Contains("NU1101", StringComparison.Ordinal) || output.Contains("Platform linker", StringComparison.Ordinal)))
        {
            Assert.Inconclusive($"This machine cannot compile ahead of time: {output}");
        }

        Assert.AreEqual(0, exitCode, output);
        string program = Path.Combine(folder.File("program"), OperatingSystem.IsWindows() ? "BoundOptions.exe" : "BoundOptions");
        Assert.AreEqual(
            (0, $"{ShippedModelPath} docs False 3 4 Skip 77{Environment.NewLine}Unhealthy: The model is not loaded yet."),
            Run(
                program, $"--CharRnn:ModelPath={ShippedModelPath}", "--CharRnn:Model:Name=docs", "--CharRnn:Model:WarmUp=false", "--CharRnn:Scheduler:BatchSize=3",
                "--CharRnn:Scheduler:QueueLength=4", "--CharRnn:Scoring:UnknownPolicy=Skip", "--CharRnn:Scoring:LookAhead=77"));
        (int refused, string problems) = Run(program, "--CharRnn:Scheduler:BatchSize=0");
        Assert.AreEqual(1, refused);
        StringAssert.Contains(problems, "ModelPath: the path of an ONNX file is required");
        StringAssert.Contains(problems, "Scheduler.BatchSize is 0; must be from 1 to 1024");
    }

    private static string ShippedModelPath => Inference.Tests.ShippedModel.Path;

    private static (int ExitCode, string Output) Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output.Trim());
    }
}
