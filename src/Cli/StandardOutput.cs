using System.Text;
using Microsoft.Win32.SafeHandles;

namespace CharRnn.Cli;

/// <summary>Standard output for results: UTF-8, unbuffered where a person watches, and aware of a reader who left.</summary>
internal static class StandardOutput
{
    /// <summary>Whether writing failed because nobody reads any more (as in <c>charrnn sample ... | head</c>).</summary>
    public static bool IsClosed { get; private set; }

    /// <summary>Opens it.</summary>
    public static TextWriter Open() => new StreamWriter(new Watched(OpenPipe() ?? Console.OpenStandardOutput()), new UTF8Encoding(false), bufferSize: 16 * 1024)
    {
        AutoFlush = !Console.IsOutputRedirected,
    };

    /// <summary>The console's own stream says nothing when a pipe's reader has left, and the command would go on for nobody.</summary>
    /// <returns>Null where standard output is no pipe.</returns>
    private static FileStream? OpenPipe()
    {
        if (OperatingSystem.IsWindows() || !Console.IsOutputRedirected)
        {
            return null;
        }

        FileStream stream = new(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        return stream.CanSeek ? null : stream; // a file that standard error may share must be written where it ends
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
