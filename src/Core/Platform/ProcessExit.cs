using System.Runtime.InteropServices;

namespace CharRnn;

/// <summary>Ends the process in the middle of whatever it does.</summary>
internal static partial class ProcessExit
{
    /// <summary>
    /// Ends the process. On Unix no library cleans up: ONNX Runtime and libtorch free what their threads still compute with, and those
    /// threads complain or crash.
    /// </summary>
    public static void Now(int exitCode)
    {
        if (OperatingSystem.IsWindows())
        {
            Environment.Exit(exitCode);
        }

        Exit(exitCode);
    }

    [LibraryImport("libc", EntryPoint = "_exit")]
    private static partial void Exit(int exitCode);
}
