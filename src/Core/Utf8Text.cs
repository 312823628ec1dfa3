using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace CharRnn;

/// <summary>Reads text files as UTF-8, strictly: what is not text is refused with the place where it is not.</summary>
public static class Utf8Text
{
    internal static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>Reads a file, its byte order mark dropped.</summary>
    /// <param name="path">The file.</param>
    /// <param name="replaceInvalid">Whether bytes that are not UTF-8 become U+FFFD instead of an error.</param>
    /// <returns>Valid UTF-8, line ends as they are.</returns>
    /// <exception cref="InvalidTextException">The file cannot be read, is binary, or is not UTF-8.</exception>
    public static Memory<byte> ReadFile(string path, bool replaceInvalid = false)
    {
        try
        {
            return Check(File.ReadAllBytes(path), path, replaceInvalid);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InvalidTextException($"Cannot read {path}: {exception.Message}", exception);
        }
    }

    /// <summary>Reads lines one by one, without their ends (LF or CR LF).</summary>
    /// <param name="stream">UTF-8 text; its byte order mark is dropped.</param>
    /// <param name="source">Where it comes from, for messages.</param>
    /// <exception cref="InvalidTextException">A line is binary, not UTF-8, or longer than 16 MiB.</exception>
    public static IEnumerable<string> ReadLines(Stream stream, string source)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return new Utf8LineReader(stream, source).ReadAll();
    }

    /// <summary>Checks bytes and drops the byte order mark; what is returned is a part of them, or a copy where some were replaced.</summary>
    /// <param name="bytes">The bytes of a whole text.</param>
    /// <param name="source">Where they come from, for messages.</param>
    /// <param name="replaceInvalid">Whether bytes that are not UTF-8 become U+FFFD instead of an error.</param>
    /// <exception cref="InvalidTextException">The bytes are binary, or not UTF-8.</exception>
    public static Memory<byte> Check(Memory<byte> bytes, string source, bool replaceInvalid = false)
    {
        int nul = bytes.Span.IndexOf((byte)0);
        if (nul >= 0)
        {
            throw new InvalidTextException($"{source} is binary, not text: it has a NUL at byte offset {nul}.");
        }

        if (!Utf8.IsValid(bytes.Span))
        {
            bytes = replaceInvalid
                ? Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(bytes.Span))
                : throw new InvalidTextException(DescribeInvalid(bytes.Span, source));
        }

        return bytes.Span.StartsWith(ByteOrderMark) ? bytes[ByteOrderMark.Length..] : bytes;
    }

    /// <summary>Names the first byte that does not belong.</summary>
    internal static string DescribeInvalid(ReadOnlySpan<byte> bytes, string source, long baseOffset = 0)
    {
        int offset = 0;
        while (Rune.DecodeFromUtf8(bytes[offset..], out _, out int consumed) == OperationStatus.Done)
        {
            offset += consumed;
        }

        return $"{source} is not UTF-8: byte 0x{bytes[offset]:X2} at byte offset {baseOffset + offset} does not belong there. Convert the file, or have such bytes replaced.";
    }
}
