using System.Text;

namespace CharRnn.Trainer;

/// <summary>
/// A text that is being turned into token ids. If an id fits into one byte, the ids overwrite the text in its buffer, since they never need
/// more room: a corpus is in memory once. Ids of words stand beside the text.
/// </summary>
/// <param name="Name">The name of the text.</param>
/// <param name="Utf8">Valid UTF-8 without a byte order mark.</param>
/// <param name="Files">How many files of a folder it was read from; null if it is not a folder's.</param>
internal sealed record CorpusText(string Name, Memory<byte> Utf8, CorpusFiles? Files = null)
{
    /// <summary>Normalizes the line ends as the options say. The result takes over the buffer.</summary>
    /// <exception cref="InvalidTextException">The text is empty.</exception>
    public CorpusText Normalize(CorpusOptions options)
    {
        if (Utf8.IsEmpty)
        {
            throw new InvalidTextException($"The corpus {Name} is empty.");
        }

        Memory<byte> utf8 = options.NormalizesLineEnds ? WithoutCarriageReturns(Utf8) : Utf8;
        return options.Unit == TextUnit.Line && utf8.Span[^1] != '\n'
            ? this with { Utf8 = (byte[])[.. utf8.Span, (byte)'\n'] }
            : this with { Utf8 = utf8 };
    }

    /// <summary>Converts the text to token ids. Ids of one byte take over the buffer.</summary>
    /// <param name="vocabulary">The vocabulary of this text. A character that it lacks is the unknown token.</param>
    /// <param name="options">The options; the unit and the maximum length of a line are used.</param>
    /// <exception cref="InvalidTextException">A line is too long, or the vocabulary has no newline to end one with.</exception>
    public IdSequence Encode(Vocabulary vocabulary, CorpusOptions options)
    {
        IdSequence ids = vocabulary.Tokenization == Tokenization.Bytes ? new IdSequence(Utf8)
            : vocabulary.Tokenization == Tokenization.Words ? EncodeWords(vocabulary)
            : vocabulary.Size <= 256 ? EncodeNarrow(vocabulary)
            : EncodeWide(vocabulary);
        if (options.Unit == TextUnit.Line)
        {
            CheckLines(ids, vocabulary, options.MaximumLineLength);
        }

        return ids;
    }

    private IdSequence EncodeNarrow(Vocabulary vocabulary)
    {
        byte[] asciiIds = [.. Enumerable.Range(0, 128).Select(ascii => (byte)IdOf(new Rune(ascii), vocabulary))];
        Span<byte> text = Utf8.Span;
        int count = 0;
        for (int i = 0; i < text.Length;)
        {
            byte value = text[i];
            if (value < asciiIds.Length)
            {
                text[count++] = asciiIds[value];
                i++;
            }
            else
            {
                Rune.DecodeFromUtf8(text[i..], out Rune rune, out int consumed);
                text[count++] = (byte)IdOf(rune, vocabulary);
                i += consumed;
            }
        }

        return new IdSequence(Utf8[..count]);
    }

    private IdSequence EncodeWide(Vocabulary vocabulary)
    {
        ReadOnlySpan<byte> rest = Utf8.Span;
        ushort[] ids = new ushort[CountCharacters(rest)];
        for (int i = 0; i < ids.Length; i++)
        {
            Rune.DecodeFromUtf8(rest, out Rune rune, out int consumed);
            ids[i] = (ushort)IdOf(rune, vocabulary);
            rest = rest[consumed..];
        }

        return new IdSequence(ids);
    }

    private IdSequence EncodeWords(Vocabulary vocabulary)
    {
        List<ushort> ids = new(Utf8.Length / 3);
        Utf8Words words = new(Utf8.Span);
        while (words.MoveNext())
        {
            ids.Add((ushort)(vocabulary.FindWord(words.Current) ?? vocabulary.UnknownId ?? 0));
        }

        return new IdSequence(ids.ToArray()) { Utf8 = Utf8 };
    }

    /// <summary>Counts the characters of UTF-8.</summary>
    public static int CountCharacters(ReadOnlySpan<byte> utf8)
    {
        int count = 0;
        foreach (byte value in utf8)
        {
            count += (value & 0xC0) == 0x80 ? 0 : 1; // all bytes except continuations
        }

        return count;
    }

    private static int IdOf(Rune rune, Vocabulary vocabulary) => vocabulary.FindId(rune) ?? vocabulary.UnknownId ?? 0;

    private void CheckLines(IdSequence ids, Vocabulary vocabulary, int maximumLength)
    {
        int newline = vocabulary.FindId("\n")
            ?? throw new InvalidTextException($"The corpus {Name} has too few newlines to keep them in the vocabulary, and lines need them. Lower the minimum count, or raise the maximum size of the vocabulary.");
        int line = 1;
        int end;
        for (int start = 0; start < ids.Length; start = end + 1, line++)
        {
            end = ids.IndexOf(newline, start);
            if (end - start > maximumLength)
            {
                bool isAll = start == 0 && end == ids.Length - 1 && vocabulary.FindId("\r") is { } carriageReturn && ids.IndexOf(carriageReturn, 0) >= 0;
                throw new InvalidTextException(
                    $"Line {line} of the corpus {Name} has {end - start} tokens; a line can have at most {maximumLength}. {(isAll ? LineEnds.CarriageReturnHint(Name) : "Raise the limit, or train on the text as a stream.")}");
            }
        }
    }

    private static Memory<byte> WithoutCarriageReturns(Memory<byte> utf8)
    {
        Span<byte> bytes = utf8.Span;
        int length = bytes.IndexOf("\r\n"u8);
        if (length < 0)
        {
            return utf8;
        }

        for (int i = length; i < bytes.Length; i++)
        {
            if (bytes[i] != '\r' || i + 1 == bytes.Length || bytes[i + 1] != '\n')
            {
                bytes[length++] = bytes[i];
            }
        }

        return utf8[..length];
    }
}
