using System.Buffers;
using System.Globalization;
using System.Text;

namespace CharRnn;

/// <summary>
/// Splits a text into the tokens of a model of words. Put together they are the text again, whatever it is. The first rule that fits the
/// beginning of the rest of the text gives the next token:
/// <list type="number">
/// <item>A newline is a token of its own: it ends lines, and it is the usual start character.</item>
/// <item>White space of one kind is one token, however long: an indentation is one decision.</item>
/// <item>A digit is a token of its own: numbers are an open set, and no vocabulary could hold them.</item>
/// <item>A character of a script without spaces (Chinese, Japanese, Thai, Lao, Burmese, Khmer) is a token of its own: only a dictionary
/// could find the words.</item>
/// <item>Other letters, with the marks on them, are a word. An apostrophe between two of them belongs to it (<c>don't</c>); a hyphen does not,
/// because compounds are made freely of words that the vocabulary has.</item>
/// <item>Two regional indicators are a flag, one token.</item>
/// <item>Any other character is a token with the marks on it, and with what a zero-width joiner ties to it: so an emoji is one. The same
/// character repeated is one token (<c>...</c>, <c>----</c>).</item>
/// </list>
/// Marks are combining marks, joiners, skin tones and tags. A mark follows its character into a token, except into white space; there it
/// begins a word. A lone surrogate is a token of its own. No token is longer than <see cref="MaximumLength"/>: the rest begins another. So a
/// token depends on nothing before it, and on no more than <see cref="LookAhead"/> of what follows.
/// </summary>
internal static class WordSplitter
{
    /// <summary>The length of the longest token, in UTF-16 units.</summary>
    public const int MaximumLength = 64;

    /// <summary>The first token of a text is certain once so many UTF-16 units of the text are known: the longest one, an apostrophe and a letter.</summary>
    public const int LookAhead = MaximumLength + 3;

    private const int ZeroWidthJoiner = 0x200D;

    private enum Kind
    {
        Newline,
        Space,
        Digit,
        Ideograph,
        Letter,
        Mark,
        Regional,
        Surrogate,
        Other,
    }

    /// <summary>Returns the length of the first token of a text, in UTF-16 units.</summary>
    /// <param name="text">A text that is not empty.</param>
    public static int FirstLength(ReadOnlySpan<char> text)
    {
        Kind kind = Read(text, out Rune first, out int length);
        return kind switch
        {
            Kind.Newline or Kind.Surrogate => length,
            Kind.Space => SkipSame(text, first, length),
            Kind.Letter or Kind.Mark => SkipWord(text, length),
            Kind.Digit or Kind.Ideograph => SkipMarks(text, length, out _),
            Kind.Regional => SkipMarks(text, SkipOne(text, length, Kind.Regional), out _),
            _ => SkipOther(text, first, length),
        };
    }

    /// <summary>Returns how much of the beginning of a text is whole tokens, whatever follows it.</summary>
    public static int CertainLength(ReadOnlySpan<char> text)
    {
        int length = 0;
        while (text.Length - length >= LookAhead)
        {
            length += FirstLength(text[length..]);
        }

        return length;
    }

    private static int SkipWord(ReadOnlySpan<char> text, int length)
    {
        while (length < text.Length)
        {
            Kind kind = Read(text[length..], out Rune rune, out int consumed);
            if (kind is not (Kind.Letter or Kind.Mark) && IsApostrophe(rune) && length + consumed < text.Length)
            {
                kind = Read(text[(length + consumed)..], out _, out int next) == Kind.Letter ? Kind.Letter : kind;
                consumed += next;
            }

            if (kind is not (Kind.Letter or Kind.Mark) || length + consumed > MaximumLength)
            {
                break;
            }

            length += consumed;
        }

        return length;
    }

    private static int SkipOther(ReadOnlySpan<char> text, Rune first, int length)
    {
        int end = SkipMarks(text, length, out bool isJoined);
        while (isJoined && SkipOne(text, end, Kind.Other) is var joined && joined > end)
        {
            end = SkipMarks(text, joined, out isJoined);
        }

        return end > length ? end : SkipSame(text, first, length);
    }

    private static int SkipMarks(ReadOnlySpan<char> text, int length, out bool isJoined)
    {
        isJoined = false;
        while (length < text.Length && Read(text[length..], out Rune rune, out int consumed) == Kind.Mark && length + consumed <= MaximumLength)
        {
            isJoined = rune.Value == ZeroWidthJoiner;
            length += consumed;
        }

        return length;
    }

    private static int SkipOne(ReadOnlySpan<char> text, int length, Kind kind) =>
        length < text.Length && Read(text[length..], out _, out int consumed) == kind && length + consumed <= MaximumLength ? length + consumed : length;

    // A character that is repeated and has a mark on it is left to the next token, with its mark.
    private static int SkipSame(ReadOnlySpan<char> text, Rune first, int length)
    {
        while (length < text.Length && Read(text[length..], out Rune rune, out int consumed) is var kind && rune == first && length + consumed <= MaximumLength
            && (kind == Kind.Space || SkipMarks(text, length + consumed, out _) == length + consumed))
        {
            length += consumed;
        }

        return length;
    }

    private static Kind Read(ReadOnlySpan<char> text, out Rune rune, out int consumed)
    {
        if (Rune.DecodeFromUtf16(text, out rune, out consumed) != OperationStatus.Done)
        {
            return Kind.Surrogate;
        }

        int value = rune.Value;
        return value < 0x80 ? AsciiKind(value)
            : Rune.IsWhiteSpace(rune) ? Kind.Space
            : IsWithoutSpaces(value) ? (IsMark(rune) ? Kind.Mark : Rune.IsDigit(rune) ? Kind.Digit : Rune.IsLetter(rune) ? Kind.Ideograph : Kind.Other)
            : value is >= 0x1F1E6 and <= 0x1F1FF ? Kind.Regional
            : IsMark(rune) ? Kind.Mark
            : Rune.IsDigit(rune) ? Kind.Digit
            : Rune.IsLetter(rune) ? Kind.Letter
            : Kind.Other;
    }

    private static Kind AsciiKind(int value) => value switch
    {
        >= 'a' and <= 'z' or >= 'A' and <= 'Z' => Kind.Letter,
        '\n' => Kind.Newline,
        ' ' or >= '\t' and <= '\r' => Kind.Space,
        >= '0' and <= '9' => Kind.Digit,
        _ => Kind.Other,
    };

    private static bool IsApostrophe(Rune rune) => rune.Value is '\'' or 0x2019;

    private static bool IsMark(Rune rune) =>
        rune.Value is ZeroWidthJoiner or 0x200C or (>= 0x1F3FB and <= 0x1F3FF) or (>= 0xE0020 and <= 0xE007F)
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark;

    // The blocks of these scripts, without their punctuation.
    private static bool IsWithoutSpaces(int value) =>
        value is (>= 0x0E00 and <= 0x0EFF) or (>= 0x1000 and <= 0x109F) or (>= 0x1780 and <= 0x17FF)
        or (>= 0x3005 and <= 0x3007) or (>= 0x3021 and <= 0x30FF) or (>= 0x31A0 and <= 0x31FF)
        or (>= 0x3400 and <= 0x4DBF) or (>= 0x4E00 and <= 0x9FFF) or (>= 0xA9E0 and <= 0xA9FF) or (>= 0xAA60 and <= 0xAA7F)
        or (>= 0xF900 and <= 0xFAFF) or (>= 0xFF66 and <= 0xFF9F) or (>= 0x1B000 and <= 0x1B16F) or (>= 0x20000 and <= 0x3FFFF);
}
