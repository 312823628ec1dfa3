using System.Globalization;
using System.Text;

namespace CharRnn.Reports;

/// <summary>Writes one character so that it is seen and acts on nothing around it.</summary>
internal static class CharacterText
{
    /// <summary>Returns the character, an arrow for a newline or a tab, an escape for what has no look of its own, or a combining mark on a circle.</summary>
    public static string Of(Rune character) => character.Value switch
    {
        '\n' => "↵",
        '\t' => "⇥",
        ' ' => " ",
        _ => Rune.GetUnicodeCategory(character) switch
        {
            UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.SpacingCombiningMark => "◌" + character,
            UnicodeCategory.Format or UnicodeCategory.Control or UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
                or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned => $"\\u{character.Value:X4}",
            _ => CharacterName.Shown(character),
        },
    };

    /// <summary>Writes the character of a token: a byte that is not ASCII as <c>\xE2</c>, the unknown token as U+FFFD.</summary>
    public static string OfToken(Vocabulary vocabulary, int id) =>
        vocabulary.Tokenization == Tokenization.Bytes ? (id < 0x80 ? Of(new Rune(id)) : $"\\x{id:X2}")
        : Of(id == vocabulary.UnknownId ? Rune.ReplacementChar : vocabulary.Characters[id]);
}
