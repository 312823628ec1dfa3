using System.Text;
using System.Text.Unicode;

namespace CharRnn;

/// <summary>Splits a stream of UTF-8 into lines. It counts the bytes, so that an error can give its offset.</summary>
internal sealed class Utf8LineReader(Stream stream, string source)
{
    private const int MaximumLineLength = 16 * 1024 * 1024;

    private byte[] buffer = new byte[64 * 1024];
    private int length; // bytes of the buffer that are filled
    private long offset; // of the buffer's first byte in the stream

    public IEnumerable<string> ReadAll()
    {
        int start = 0;
        int searched = 0;
        bool more = true;
        while (more || start < length)
        {
            int end = Array.IndexOf(buffer, (byte)'\n', searched, length - searched);
            if (end >= 0)
            {
                yield return Line(start, end);
                start = searched = end + 1;
            }
            else if (more)
            {
                Compact(start);
                (start, searched) = (0, length);
                more = Fill();
            }
            else
            {
                yield return Line(start, length);
                start = length;
            }
        }
    }

    private string Line(int start, int end)
    {
        Span<byte> line = buffer.AsSpan(start, end - start);
        if (offset + start == 0 && line.StartsWith(Utf8Text.ByteOrderMark))
        {
            line = line[Utf8Text.ByteOrderMark.Length..];
        }

        if (line is [.., (byte)'\r'])
        {
            line = line[..^1];
        }

        return Utf8.IsValid(line)
            ? Encoding.UTF8.GetString(line)
            : throw new InvalidTextException(Utf8Text.DescribeInvalid(buffer.AsSpan(start, end - start), source, offset + start));
    }

    private void Compact(int start)
    {
        buffer.AsSpan(start, length - start).CopyTo(buffer);
        length -= start;
        offset += start;
        if (length == buffer.Length)
        {
            if (length >= MaximumLineLength)
            {
                throw new InvalidTextException($"{source} has a line of more than {MaximumLineLength} bytes at byte offset {offset}; at most that many are allowed.");
            }

            Array.Resize(ref buffer, buffer.Length * 2);
        }
    }

    private bool Fill()
    {
        int read = stream.Read(buffer, length, buffer.Length - length);
        length += read;
        return read > 0;
    }
}
