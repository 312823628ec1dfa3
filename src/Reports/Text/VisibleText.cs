using System.Text;

namespace CharRnn.Reports;

/// <summary>Makes text of unknown origin fit to be shown: nothing in it acts on the page or is hidden.</summary>
internal static class VisibleText
{
    /// <summary>In one line: every control character as an escape, and at most so many characters.</summary>
    public static string Line(string text, int maximumLength = int.MaxValue)
    {
        string shown = Escape(text, keep: "");
        return shown.Length <= maximumLength ? shown : Cut(shown, maximumLength - 1) + "…";
    }

    /// <summary>In many lines: line ends and tabs stay.</summary>
    public static string Lines(string text) => Escape(text, keep: "\n\t");

    /// <summary>The first characters, no pair of surrogates torn.</summary>
    public static string Cut(string text, int length) =>
        length >= text.Length ? text : text[..(length > 0 && char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];

    private static string Escape(string text, string keep)
    {
        StringBuilder shown = new(text.Length);
        foreach (Rune rune in text.EnumerateRunes()) // a lone surrogate comes as U+FFFD
        {
            shown.Append(
                rune.IsBmp && keep.Contains((char)rune.Value, StringComparison.Ordinal) ? rune.ToString()
                : Hides(rune.Value) ? $"\\u{rune.Value:X4}"
                : CharacterName.Shown(rune));
        }

        return shown.ToString();
    }

    // What changes the direction of the text around it (UAX #9), and what XML forbids (XML 1.0, section 2.2).
    private static bool Hides(int rune) =>
        rune is 0x061C or 0x200E or 0x200F or (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069) or 0xFFFE or 0xFFFF;
}
