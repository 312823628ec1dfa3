using System.Text;

namespace CharRnn;

/// <summary>Formats characters for messages, so that control characters and look-alikes can be told apart.</summary>
internal static class CharacterName
{
    /// <summary>Formats a character and its code point, for example <c>'é' (U+00E9)</c>, <c>'\n' (U+000A)</c>.</summary>
    public static string Of(Rune rune) => $"'{Shown(rune)}' (U+{rune.Value:X4})";

    /// <summary>Formats the first character of a text, or a lone surrogate.</summary>
    public static string Of(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty)
        {
            return "'' (empty)";
        }

        return Rune.DecodeFromUtf16(text, out Rune rune, out _) == System.Buffers.OperationStatus.Done
            ? Of(rune)
            : $"a lone surrogate (U+{(int)text[0]:X4})";
    }

    /// <summary>Returns whether a text is exactly one character.</summary>
    public static bool IsOne(ReadOnlySpan<char> text) =>
        Rune.DecodeFromUtf16(text, out _, out int consumed) == System.Buffers.OperationStatus.Done && consumed == text.Length;

    /// <summary>Gets the character itself, or an escape if it would not be visible, or would act on what shows it.</summary>
    public static string Shown(Rune rune) => rune.Value switch
    {
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        _ when Rune.IsControl(rune) || Hides(rune.Value) => $"\\u{rune.Value:X4}",
        _ => rune.ToString(),
    };

    // The byte order mark, what ends a line, what changes the direction of the text around it (UAX #9), and what XML forbids
    // (XML 1.0, section 2.2).
    private static bool Hides(int rune) =>
        rune is 0xFEFF or 0x2028 or 0x2029
        or 0x061C or 0x200E or 0x200F or (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069)
        or 0xFFFE or 0xFFFF;
}
