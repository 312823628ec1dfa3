using System.Text;

namespace CharRnn;

/// <summary>Lines that each hold a question, a separator and an answer.</summary>
internal static class AnswerLines
{
    /// <summary>Checks every line of a text that is not empty.</summary>
    /// <param name="utf8">Valid UTF-8.</param>
    /// <param name="separator">What separates the question from the answer.</param>
    /// <param name="name">The name of the text, for the message.</param>
    /// <exception cref="InvalidTextException">A line lacks the separator, has it twice, or has an empty question or answer.</exception>
    public static void Check(ReadOnlySpan<byte> utf8, string separator, string name)
    {
        ReadOnlySpan<byte> sought = Encoding.UTF8.GetBytes(separator); // bytes are found where characters are
        for (long number = 1; !utf8.IsEmpty; number++)
        {
            int end = utf8.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = end < 0 ? utf8 : utf8[..end];
            utf8 = end < 0 ? [] : utf8[(end + 1)..];
            line = line is [.. var withoutReturn, (byte)'\r'] ? withoutReturn : line;
            if (!line.IsEmpty && FindProblem(line, sought) is { } problem)
            {
                throw new InvalidTextException(
                    $"Line {number} of {name} {problem}: \"{VisibleText.Line(Encoding.UTF8.GetString(line), 60)}\". Each line must be a question, \"{VisibleText.Line(separator)}\" once, and an answer.");
            }
        }
    }

    /// <summary>Splits a line at its first separator.</summary>
    /// <exception cref="InvalidTextException">It has none.</exception>
    public static (string Question, string Answer) Split(string line, string separator)
    {
        int at = line.IndexOf(separator, StringComparison.Ordinal);
        return at >= 0
            ? (line[..at], line[(at + separator.Length)..])
            : throw new InvalidTextException($"The line \"{VisibleText.Line(line, 60)}\" has no separator; must be a question, \"{VisibleText.Line(separator)}\" and an answer.");
    }

    private static string? FindProblem(ReadOnlySpan<byte> line, ReadOnlySpan<byte> separator)
    {
        int at = line.IndexOf(separator);
        return at < 0 ? "has no separator"
            : line[(at + 1)..].IndexOf(separator) >= 0 ? "has the separator more than once"
            : at == 0 ? "has an empty question"
            : at + separator.Length == line.Length ? "has an empty answer"
            : null;
    }
}
