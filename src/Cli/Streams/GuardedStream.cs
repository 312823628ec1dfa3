namespace CharRnn.Cli;

/// <summary>A stream to write to that tells its owner of every failure. The owner throws, or does without.</summary>
/// <param name="inner">Where the bytes go, or null if that is closed.</param>
/// <param name="fail">Called with the reason of a failure.</param>
internal sealed class GuardedStream(Stream? inner, Action<Exception> fail) : Stream
{
    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override void Flush()
    {
        // Each write goes out at once.
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            (inner ?? throw new IOException("it is closed")).Write(buffer);
        }
        catch (Exception exception) when (WriteFailure.Is(exception))
        {
            fail(exception);
        }
    }
}
