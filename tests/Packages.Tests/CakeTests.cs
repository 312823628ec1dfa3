using System.Diagnostics;

namespace CharRnn.Packages.Tests;

/// <summary>The sample that installs the tool in a Cake script, trains with it, exports, and uses the model.</summary>
[TestClass]
public sealed class CakeTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [TestMethod]
    public void A_Cake_build_trains_and_uses_a_model()
    {
        string script = File.ReadAllText(Path.Combine(Build.Repository, "samples", "CakeBuild", "build.cake"));
        Assert.Contains($"#tool dotnet:?package=charrnn&version={Build.Version}\n", script);
        File.WriteAllText(folder.File("build.cake"), script);
        File.WriteAllText(folder.File("corpus.txt"), string.Concat(Enumerable.Repeat("the cat sat on the mat.\n", 200)));
        File.WriteAllText(folder.File("lines.txt"), "the cat sat.\n");
        File.WriteAllText(folder.File("nuget.config"), $"<configuration><packageSources><clear /><add key=\"feed\" value=\"{PackageFeed.Path}\" /></packageSources></configuration>");
        Directory.CreateDirectory(folder.File(".config"));
        File.Copy(Path.Combine(Build.Repository, ".config", "dotnet-tools.json"), folder.File(".config/dotnet-tools.json")); // Cake, as in this repository

        Assert.Contains(" bits per character: the cat sat.", ProgramRun.Succeed(Cake()));
        File.AppendAllText(folder.File("lines.txt"), "tttttttttttttttt\n");
        (int exitCode, string output, string errors) = ProgramRun.Start(Cake());
        Assert.AreNotEqual(0, exitCode, output);
        Assert.Contains("This line is odd: tttttttttttttttt", output + errors);
    }

    private ProcessStartInfo Cake() => new("dotnet", ["cake", "build.cake"]) { WorkingDirectory = folder.Path };
}
