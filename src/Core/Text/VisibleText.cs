using System.Text;

namespace CharRnn;

/// <summary>
/// Makes text of unknown origin fit to be shown: nothing in it acts on a terminal, a log or a page, or is hidden. Every
/// <see cref="CharRnnException"/> passes its message through here.
/// </summary>
internal static class VisibleText
{
    /// <summary>In one line: every control character as an escape, and at most so many characters.</summary>
    public static string Line(string text, int maximumLength = int.MaxValue)
    {
        // What an escape makes longer is cut off again; without the first cut a long text would be escaped to its end.
        string shown = Escape(Cut(text, maximumLength), keep: "");
        return text.Length <= maximumLength && shown.Length <= maximumLength ? shown : Cut(shown, maximumLength - 1) + "…";
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
                rune.IsBmp && keep.Contains((char)rune.Value, StringComparison.Ordinal) ? rune.ToString() : CharacterName.Shown(rune));
        }

        return shown.ToString();
    }
}
