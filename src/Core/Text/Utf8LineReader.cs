using System.Text;
using System.Text.Unicode;

namespace CharRnn;

/// <summary>
/// Splits a stream of UTF-8 into lines. It counts lines and bytes, so that an error can say where. A line that is no text comes with its
/// problem, and the lines after it come too.
/// </summary>
internal sealed class Utf8LineReader(Stream stream, string source, bool replaceInvalid = false)
{
    private const int MaximumLineLength = 16 * 1024 * 1024;

    private byte[] buffer = new byte[64 * 1024];
    private int length; // bytes of the buffer that are filled
    private long offset; // of the buffer's first byte in the stream
    private long number; // of the last line
    private bool skips; // the rest of a line that is too long

    /// <summary>Gets whether the text so far is one line that has carriage returns in it, as all of a text with such line ends has.</summary>
    public bool HasOnlyCarriageReturns { get; private set; }

    /// <exception cref="InvalidTextException">The text cannot be read, is UTF-16 or UTF-32, or is no text at all, such as a device without end.</exception>
    public IEnumerable<TextLine> ReadAll()
    {
        int start = 0;
        int searched = 0;
        bool more = true;
        while (more || start < length)
        {
            int end = Array.IndexOf(buffer, (byte)'\n', searched, length - searched);
            if (end < 0 && more)
            {
                Compact(start);
                (start, searched) = (0, length);
                if (length >= MaximumLineLength)
                {
                    yield return TooLong();
                    searched = 0;
                }

                more = Fill();
                continue;
            }

            end = end < 0 ? length : end;
            if (!skips)
            {
                yield return Line(start, end);
            }

            skips = false;
            start = searched = Math.Min(end + 1, length);
        }
    }

    private TextLine Line(int start, int end)
    {
        number++;
        ReadOnlySpan<byte> bytes = buffer.AsSpan(start, end - start);
        if (number == 1 && WideEncoding.Describe(buffer.AsSpan(start, length - start), source) is { } problem)
        {
            throw new InvalidTextException(problem);
        }

        ReadOnlySpan<byte> line = number == 1 && bytes.StartsWith(Utf8Text.ByteOrderMark) ? bytes[Utf8Text.ByteOrderMark.Length..] : bytes;
        line = line is [.., (byte)'\r'] ? line[..^1] : line;
        HasOnlyCarriageReturns = number == 1 && line.Contains((byte)'\r');
        return new TextLine(source, number, Encoding.UTF8.GetString(line), FindProblem(bytes, offset + start));
    }

    private string? FindProblem(ReadOnlySpan<byte> line, long lineOffset)
    {
        int nul = line.IndexOf((byte)0);
        return nul >= 0 ? $"Line {number} of {source} is binary, not text: it has a NUL at byte offset {lineOffset + nul}."
            : replaceInvalid || Utf8.IsValid(line) ? null
            : Utf8Text.DescribeInvalid(line, $"Line {number} of {source}", lineOffset);
    }

    private TextLine TooLong()
    {
        number++;
        if (buffer.AsSpan(0, length).Contains((byte)0))
        {
            throw new InvalidTextException($"{source} is binary, not text: line {number} has NULs and more than {MaximumLineLength} bytes.");
        }

        string problem = $"Line {number} of {source}, at byte offset {offset}, has more than {MaximumLineLength} bytes, the longest allowed.";
        offset += length;
        length = 0;
        skips = true;
        return new TextLine(source, number, "", problem);
    }

    private void Compact(int start)
    {
        if (skips)
        {
            start = length;
        }

        buffer.AsSpan(start, length - start).CopyTo(buffer);
        length -= start;
        offset += start;
        if (length == buffer.Length && length < MaximumLineLength)
        {
            Array.Resize(ref buffer, buffer.Length * 2);
        }
    }

    private bool Fill()
    {
        try
        {
            int read = stream.Read(buffer, length, buffer.Length - length);
            length += read;
            return read > 0;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InvalidTextException($"Cannot read {source}: {exception.Message}", exception);
        }
    }
}
