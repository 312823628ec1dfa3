using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace CharRnn.Tests;

/// <summary>Variables that native libraries read, in this process and in the programs that tests start. .NET keeps its own from them.</summary>
internal static class NativeVariables
{
    // libtorch's threads sleep while they wait for each other: the cores are for the tests beside them.
    [ModuleInitializer]
    internal static void LetThreadsSleep() => Set("OMP_WAIT_POLICY", "passive");

    public static void Set(string name, string value)
    {
        Environment.SetEnvironmentVariable(name, value);
        if (!OperatingSystem.IsWindows())
        {
            _ = SetVariable(name, value, overwrite: 1);
        }
    }

    [DllImport("libc", EntryPoint = "setenv", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetVariable(string name, string value, int overwrite);
}
