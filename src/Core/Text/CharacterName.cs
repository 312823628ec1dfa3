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

    /// <summary>Gets the character itself, or an escape if it would not be visible.</summary>
    public static string Shown(Rune rune) => rune.Value switch
    {
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        _ when Rune.IsControl(rune) || rune.Value is 0xFEFF => $"\\u{rune.Value:X4}",
        _ => rune.ToString(),
    };
}
