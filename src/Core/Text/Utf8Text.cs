using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace CharRnn;

/// <summary>Reads text files as strict UTF-8. The error for anything else gives the byte offset.</summary>
internal static class Utf8Text
{
    internal static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>Reads a file without its byte order mark.</summary>
    /// <param name="path">The file.</param>
    /// <param name="replaceInvalid">Whether invalid bytes are replaced by U+FFFD instead of causing an error.</param>
    /// <returns>Valid UTF-8 with its line ends unchanged.</returns>
    /// <exception cref="InvalidTextException">The file cannot be read, is binary, or is not UTF-8.</exception>
    public static Memory<byte> ReadFile(string path, bool replaceInvalid = false) =>
        Read(() => InputFile.Read(path, InputFile.MaximumLength), path, path, replaceInvalid);

    /// <summary>Reads standard input to its end, as <see cref="ReadFile"/> reads a file.</summary>
    /// <exception cref="InvalidTextException">Standard input cannot be read, is binary, or is not UTF-8.</exception>
    public static Memory<byte> ReadStandardInput(bool replaceInvalid = false) =>
        Read(InputFile.ReadStandardInput, "standard input", "Standard input", replaceInvalid);

    /// <summary>Reads lines one by one, without their line ends (LF or CR LF).</summary>
    /// <param name="stream">UTF-8 text. A byte order mark is dropped.</param>
    /// <param name="source">Where it comes from, for messages.</param>
    /// <exception cref="InvalidTextException">A line is binary, not UTF-8, or longer than 16 MiB.</exception>
    public static IEnumerable<string> ReadLines(Stream stream, string source)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return new Utf8LineReader(stream, source).ReadAll().Select(line => line.Problem is { } problem ? throw new InvalidTextException(problem) : line.Text);
    }

    /// <summary>Checks bytes and drops the byte order mark. Returns a slice of them, or a copy if any were replaced.</summary>
    /// <param name="bytes">The bytes of a whole text.</param>
    /// <param name="source">Where they come from, for messages.</param>
    /// <param name="replaceInvalid">Whether invalid bytes are replaced by U+FFFD instead of causing an error.</param>
    /// <exception cref="InvalidTextException">The bytes are UTF-16 or UTF-32, binary, or not UTF-8.</exception>
    public static Memory<byte> Check(Memory<byte> bytes, string source, bool replaceInvalid = false)
    {
        if (WideEncoding.Describe(bytes.Span, source) is { } wide)
        {
            throw new InvalidTextException(wide);
        }

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

    private static Memory<byte> Read(Func<Memory<byte>> read, string name, string source, bool replaceInvalid)
    {
        try
        {
            return Check(read(), source, replaceInvalid);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InvalidTextException($"Cannot read {name}: {exception.Message}", exception);
        }
    }

    /// <summary>Describes the first invalid byte.</summary>
    internal static string DescribeInvalid(ReadOnlySpan<byte> bytes, string source, long baseOffset = 0)
    {
        int offset = 0;
        while (Rune.DecodeFromUtf8(bytes[offset..], out _, out int consumed) == OperationStatus.Done)
        {
            offset += consumed;
        }

        return $"{source} is not UTF-8: byte 0x{bytes[offset]:X2} at byte offset {baseOffset + offset} is invalid there. Convert the file, or replace invalid bytes.";
    }
}
