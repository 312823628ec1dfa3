namespace CharRnn.Trainer;

/// <summary>
/// Splits a text of words into parts before it is encoded. They begin where those of a text of characters would, moved to the end of a word, so that
/// a model of words and one of characters are trained and measured on the same text.
/// </summary>
internal static class WordParts
{
    /// <summary>Returns the parts between the characters of these numbers, in order.</summary>
    /// <param name="text">The text.</param>
    /// <param name="starts">The numbers of the characters that the second and later parts begin with, ascending.</param>
    /// <param name="unit">Whether parts consist of whole lines.</param>
    public static CorpusText[] Split(CorpusText text, ReadOnlySpan<int> starts, TextUnit unit)
    {
        CorpusText[] parts = new CorpusText[starts.Length + 1];
        ReadOnlySpan<byte> utf8 = text.Utf8.Span;
        int begin = 0;
        for (int i = 0; i <= starts.Length; i++)
        {
            int end = i == starts.Length ? utf8.Length : Math.Max(begin, EndOfWord(utf8, OffsetOf(utf8, starts[i]), unit));
            parts[i] = text with { Utf8 = text.Utf8[begin..end] };
            begin = end;
        }

        return parts;
    }

    private static int OffsetOf(ReadOnlySpan<byte> utf8, int character)
    {
        int offset = 0;
        for (; offset < utf8.Length; offset++)
        {
            if ((utf8[offset] & 0xC0) != 0x80 && character-- == 0)
            {
                break;
            }
        }

        return offset;
    }

    // In a text without white space a word is cut in two.
    private static int EndOfWord(ReadOnlySpan<byte> utf8, int offset, TextUnit unit)
    {
        if (offset == 0 || offset == utf8.Length)
        {
            return offset;
        }

        ReadOnlySpan<byte> rest = utf8[offset..];
        int end = unit == TextUnit.Stream ? rest.IndexOfAny((byte)' ', (byte)'\n', (byte)'\t') : utf8[offset - 1] == '\n' ? 0 : rest.IndexOf((byte)'\n') + 1;
        return end < 0 ? offset : offset + end;
    }
}
