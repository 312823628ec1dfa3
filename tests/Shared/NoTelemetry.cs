using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace CharRnn.Tests;

/// <summary>Some tests call ONNX Runtime past CharRnn, which would have turned its telemetry off.</summary>
internal static class NoTelemetry
{
    public const string Variable = "ORT_DISABLE_TELEMETRY";

    [ModuleInitializer]
    internal static void TurnOff()
    {
        Environment.SetEnvironmentVariable(Variable, "1"); // for the programs that tests start
        if (!OperatingSystem.IsWindows())
        {
            _ = SetVariable(Variable, "1", overwrite: 1); // for this process: .NET keeps its variables from native libraries
        }
    }

    [DllImport("libc", EntryPoint = "setenv", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetVariable(string name, string value, int overwrite);
}
