using System.Text;

namespace CharRnn;

/// <summary>Names characters in messages so that control characters and look-alikes can be told apart.</summary>
public static class CharacterName
{
    /// <summary>For example <c>'é' (U+00E9)</c>, <c>'\n' (U+000A)</c>.</summary>
    public static string Of(Rune rune) => $"'{Shown(rune)}' (U+{rune.Value:X4})";

    /// <summary>The name of the text's first character, or of a lone surrogate.</summary>
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

    /// <summary>The character itself, or an escape where it would not show.</summary>
    public static string Shown(Rune rune) => rune.Value switch
    {
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        _ when Rune.IsControl(rune) || rune.Value is 0xFEFF => $"\\u{rune.Value:X4}",
        _ => rune.ToString(),
    };
}
