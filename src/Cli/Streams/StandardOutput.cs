using System.Text;
using Microsoft.Win32.SafeHandles;

namespace CharRnn.Cli;

/// <summary>Standard output for results. Every write that fails is an error, except one to a reader that has left.</summary>
internal static class StandardOutput
{
    private const int BrokenPipe = 32; // EPIPE, on Linux and macOS; .NET gives the system's number

    /// <summary>Gets whether writing failed because the reader has left (as in <c>charrnn sample ... | head</c>).</summary>
    public static bool ReaderHasLeft { get; private set; }

    /// <summary>Opens standard output: UTF-8, and unbuffered on a terminal.</summary>
    public static TextWriter Open()
    {
        bool isTerminal = !Console.IsOutputRedirected;
        Stream? inner = StandardDescriptor.IsOpen(StandardDescriptor.Output) ? OpenPipe() ?? Console.OpenStandardOutput() : null;
        return new StreamWriter(new GuardedStream(inner, Fail), isTerminal ? Console.OutputEncoding : new UTF8Encoding(false), bufferSize: 16 * 1024)
        {
            AutoFlush = isTerminal,
        };
    }

    /// <summary>Opens the pipe itself: the console's own stream does not report that the reader has left.</summary>
    /// <returns>Null if standard output is not a pipe.</returns>
    private static FileStream? OpenPipe()
    {
        if (OperatingSystem.IsWindows() || !Console.IsOutputRedirected)
        {
            return null;
        }

        FileStream stream = new(new SafeFileHandle(StandardDescriptor.Output, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        return stream.CanSeek ? null : stream; // a file, which standard error may share, must be written at its end
    }

    private static void Fail(Exception exception)
    {
        ReaderHasLeft = exception is IOException { HResult: BrokenPipe };
        throw new CharRnnException($"Cannot write standard output: {exception.Message}", exception);
    }
}
