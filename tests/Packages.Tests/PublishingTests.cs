using System.Diagnostics;
using System.Runtime.InteropServices;

namespace CharRnn.Packages.Tests;

/// <summary>The sample NameGenerator, which generates, schedules and scores, published in the ways that leave code out.</summary>
[TestClass]
public sealed class PublishingTests : IDisposable
{
    private const string Sample = "NameGenerator";

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [TestMethod]
    public void Compiled_ahead_of_time_it_has_no_warning_and_gives_the_same_text() => AssertPublishes("-p:PublishAot=true");

    [TestMethod]
    public void Trimmed_and_in_a_single_file_it_has_no_warning_and_gives_the_same_text() =>
        AssertPublishes("-p:PublishTrimmed=true", "-p:PublishSingleFile=true", "-p:SelfContained=true");

    private void AssertPublishes(params string[] properties)
    {
        string expected = ProgramRun.Succeed(Consumers.Program(Sample, folder.Path, Arguments));
        Consumers.Write(folder.Path, Consumer.All.Single(consumer => consumer.Name == Sample));
        ProcessStartInfo publish = Consumers.Sdk(
            folder.Path,
            ["publish", Sample, "-o", "published", "-c", "Release", "-r", RuntimeInformation.RuntimeIdentifier, "-nologo", "-v", "quiet", "-warnaserror", "-p:TrimmerSingleWarn=false", .. properties]);
        publish.Environment["NUGET_PACKAGES"] = Consumers.PackagesFolder; // CharRnn is there; the compiler and the runtime come from where this machine's do
        File.Delete(folder.File("nuget.config"));
        (int exitCode, string output, string errors) = ProgramRun.Start(publish);
        if (exitCode != 0 && output.Contains("Platform linker", StringComparison.Ordinal))
        {
            Assert.Inconclusive("This machine has no linker to compile ahead of time with: install clang.");
        }

        Assert.AreEqual(0, exitCode, output + errors);
        Assert.DoesNotContain(": warning ", output);
        string program = folder.File(Path.Combine("published", OperatingSystem.IsWindows() ? $"{Sample}.exe" : Sample));
        Assert.AreEqual(expected, ProgramRun.Succeed(new ProcessStartInfo(program, Arguments) { WorkingDirectory = folder.Path }));
        Assert.IsEmpty(Directory.GetFiles(folder.File("published"), "*.dll").Where(file => !file.Contains("onnxruntime", StringComparison.Ordinal)));
    }

    private static string[] Arguments => ["20", Path.Combine(Build.Repository, "models", "dotnet-names.onnx")];
}
