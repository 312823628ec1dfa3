using System.Runtime.InteropServices;

namespace CharRnn;

/// <summary>
/// The environment that native libraries read by getenv. On Unix <see cref="Environment.SetEnvironmentVariable(string, string)"/> changes
/// only .NET's copy of it. On Windows the C runtime has a copy of its own, made when the process starts.
/// </summary>
internal static partial class NativeEnvironment
{
    /// <summary>
    /// Sets a variable unless it is set already, so that the user's value wins. Call this before the library that reads the variable is
    /// loaded: C has no lock for the environment.
    /// </summary>
    /// <param name="name">The variable's name.</param>
    /// <param name="value">The value.</param>
    public static void SetDefault(string name, string value)
    {
        // A failure (no memory, no C library) leaves the native library at its own default.
        if (!OperatingSystem.IsWindows())
        {
            _ = Unix.SetVariable(name, value, overwrite: 0);
        }
        else if (Windows.GetVariable(name) == 0)
        {
            _ = Windows.SetVariable(name, value);
        }
    }

    private static partial class Unix
    {
        [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
        public static partial int SetVariable(string name, string value, int overwrite);
    }

    private static partial class Windows
    {
        [LibraryImport("ucrtbase", EntryPoint = "getenv", StringMarshalling = StringMarshalling.Utf8)]
        public static partial nint GetVariable(string name);

        [LibraryImport("ucrtbase", EntryPoint = "_putenv_s", StringMarshalling = StringMarshalling.Utf8)]
        public static partial int SetVariable(string name, string value);
    }
}
