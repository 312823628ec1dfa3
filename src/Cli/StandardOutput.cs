using System.Text;

namespace CharRnn.Cli;

/// <summary>Standard output for results: UTF-8, unbuffered where a person watches, and aware of a reader who left.</summary>
internal static class StandardOutput
{
    /// <summary>Whether writing failed because nobody reads any more (as in <c>charrnn sample ... | head</c>).</summary>
    public static bool IsClosed { get; private set; }

    /// <summary>Opens it.</summary>
    public static TextWriter Open() => new StreamWriter(new Watched(Console.OpenStandardOutput()), new UTF8Encoding(false), bufferSize: 16 * 1024)
    {
        AutoFlush = !Console.IsOutputRedirected,
    };

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
