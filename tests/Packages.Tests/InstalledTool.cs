using System.Diagnostics;

namespace CharRnn.Packages.Tests;

/// <summary>The tool charrnn, installed once for all tests from the package feed into an empty home folder.</summary>
internal static class InstalledTool
{
    private static readonly Lazy<TemporaryFolder> Folder = new(Install);

    /// <summary>The tool's command line, ready to run in a folder and in the empty home folder.</summary>
    public static ProcessStartInfo Command(string workingFolder, params string[] arguments) =>
        AtHome(new ProcessStartInfo(Folder.Value.File(OperatingSystem.IsWindows() ? "tools/charrnn.exe" : "tools/charrnn"), arguments) { WorkingDirectory = workingFolder }, Folder.Value);

    public static void Delete()
    {
        if (Folder.IsValueCreated)
        {
            Folder.Value.Dispose();
        }
    }

    private static TemporaryFolder Install()
    {
        TemporaryFolder folder = new();
        ProgramRun.Succeed(AtHome(new ProcessStartInfo("dotnet", ["tool", "install", "charrnn", "--tool-path", folder.File("tools"), "--source", PackageFeed.Path]), folder));
        return folder;
    }

    private static ProcessStartInfo AtHome(ProcessStartInfo start, TemporaryFolder folder)
    {
        string home = Directory.CreateDirectory(folder.File("home")).FullName;
        start.Environment["HOME"] = home;
        start.Environment["USERPROFILE"] = home;
        start.Environment["DOTNET_CLI_HOME"] = home;
        return start;
    }
}
