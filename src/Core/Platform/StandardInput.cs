using Microsoft.Win32.SafeHandles;

namespace CharRnn;

/// <summary>Standard input as a text to read.</summary>
internal static class StandardInput
{
    /// <summary>Opens standard input. The stream can seek if it is a file, except on Windows.</summary>
    /// <exception cref="InvalidTextException">It is closed.</exception>
    public static Stream Open()
    {
        if (!StandardDescriptor.IsOpen(StandardDescriptor.Input))
        {
            throw new InvalidTextException("Cannot read standard input: it is closed.");
        }

        return OperatingSystem.IsWindows()
            ? Console.OpenStandardInput()
            : new FileStream(new SafeFileHandle(StandardDescriptor.Input, ownsHandle: false), FileAccess.Read, bufferSize: 0);
    }
}
