using System.Diagnostics;
using System.Runtime.InteropServices;

namespace CharRnn.Packages.Tests;

/// <summary>A folder with all packages, made once for all tests from what is built. Of the tool there is this machine's platform.</summary>
[TestClass]
public static class PackageFeed
{
    private static readonly TemporaryFolder Folder = new();
    private static readonly Lazy<string> Packed = new(() =>
    {
        Pack(Folder.Path, "Pack");
        return Folder.Path;
    });

    public static string Path => Packed.Value;

    /// <summary>Makes the packages in a folder.</summary>
    internal static void Pack(string folder, string target) => ProgramRun.Succeed(new ProcessStartInfo("dotnet",
    [
        "msbuild", System.IO.Path.Combine(Build.Repository, "src", "Packages.proj"), "-nologo", "-v:quiet", $"-t:{target}",
        $"-p:Configuration={Configuration}", $"-p:PackageOutputPath={folder}", $"-p:ToolPackageRuntimeIdentifiers={RuntimeInformation.RuntimeIdentifier}",
    ]));

    [AssemblyCleanup]
    public static void Delete()
    {
        Consumers.Delete();
        InstalledTool.Delete();
        Folder.Dispose();
    }

    private static string Configuration => new DirectoryInfo(AppContext.BaseDirectory).Name.StartsWith("debug", StringComparison.Ordinal) ? "Debug" : "Release";
}
