using System.Runtime.InteropServices;

namespace CharRnn;

/// <summary>The numbers of the standard streams on Unix, and whether the caller passed them on.</summary>
internal static partial class StandardDescriptor
{
    public const int Input = 0;
    public const int Output = 1;
    public const int Error = 2;

    private const int GetFlags = 1; // F_GETFD
    private const int CloseOnExec = 1; // FD_CLOEXEC

    /// <summary>
    /// Returns whether a stream is the caller's. A closed one (<c>charrnn ... >&amp;-</c>) leaves its number to the runtime, whose own pipe
    /// or file then has it: it would be written to, or waited for without end. The runtime's own are closed at an exec; inherited ones are not.
    /// </summary>
    public static bool IsOpen(int descriptor) =>
        OperatingSystem.IsWindows() || (Control(descriptor, GetFlags) is >= 0 and int flags && (flags & CloseOnExec) == 0);

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int Control(int descriptor, int command);
}
