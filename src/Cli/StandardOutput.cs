using System.Text;
using Microsoft.Win32.SafeHandles;

namespace CharRnn.Cli;

/// <summary>Standard output for results: UTF-8, unbuffered on a terminal, and aware of a closed pipe.</summary>
internal static class StandardOutput
{
    /// <summary>Gets whether writing failed because the reader has left (as in <c>charrnn sample ... | head</c>).</summary>
    public static bool IsClosed { get; private set; }

    /// <summary>Opens standard output.</summary>
    public static TextWriter Open() => new StreamWriter(new Watched(OpenPipe() ?? Console.OpenStandardOutput()), new UTF8Encoding(false), bufferSize: 16 * 1024)
    {
        AutoFlush = !Console.IsOutputRedirected,
    };

    /// <summary>Opens the pipe itself: the console's own stream does not report that the reader has left.</summary>
    /// <returns>Null if standard output is not a pipe.</returns>
    private static FileStream? OpenPipe()
    {
        if (OperatingSystem.IsWindows() || !Console.IsOutputRedirected)
        {
            return null;
        }

        FileStream stream = new(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        return stream.CanSeek ? null : stream; // a file, which standard error may share, must be written at its end
    }

    private sealed class Watched(Stream inner) : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override void Flush() => inner.Flush();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count)
        {
            try
            {
                inner.Write(buffer, offset, count);
            }
            catch (IOException)
            {
                IsClosed = true;
                throw;
            }
        }
    }
}
