using System.Text;

namespace CharRnn.Trainer;

/// <summary>The labels of a text's characters: the characters of a second text of the same length.</summary>
internal static class TargetLabels
{
    /// <summary>Reads the labels.</summary>
    /// <param name="text">The text.</param>
    /// <param name="target">The second text.</param>
    /// <param name="unit">Whether they are lines. A newline is then no label.</param>
    /// <param name="known">The labels, if they are given; else they are the characters of the second text.</param>
    /// <returns>The names of the labels, and the label of each character. That of a newline of lines means nothing.</returns>
    /// <exception cref="InvalidTextException">The texts differ in length, or a label is not known.</exception>
    public static (IReadOnlyList<string> Names, IdSequence Labels) Read(CorpusText text, CorpusText target, TextUnit unit, IReadOnlyList<string>? known)
    {
        CheckLengths(text, target, unit);
        VocabularyBuilder builder = new();
        builder.Add(target.Utf8.Span);
        Vocabulary vocabulary = builder.Build().Vocabulary;
        if (vocabulary.UnknownId is not null)
        {
            throw new InvalidTextException($"The target corpus {target.Name} has more than {Vocabulary.MaximumSize} labels, the most.");
        }

        Rune[] used = [.. vocabulary.Characters.Where(label => unit == TextUnit.Stream || label.Value != '\n')];
        string[] names = [.. used.Select(label => label.ToString())];
        LabelNames.Check(names, known, target.Name);
        IReadOnlyList<string> labels = known ?? names;
        Dictionary<int, int> idByCodePoint = used.ToDictionary(label => label.Value, label => LabelNames.IndexOf(labels, label.ToString()));
        int[] ids = new int[CorpusText.CountCharacters(target.Utf8.Span)];
        ReadOnlySpan<byte> rest = target.Utf8.Span;
        for (int i = 0; i < ids.Length; i++)
        {
            Rune.DecodeFromUtf8(rest, out Rune label, out int consumed);
            ids[i] = idByCodePoint.GetValueOrDefault(label.Value);
            rest = rest[consumed..];
        }

        return (labels, IdSequence.Of(ids, labels.Count));
    }

    private static void CheckLengths(CorpusText text, CorpusText target, TextUnit unit)
    {
        (int length, int targetLength) = (CorpusText.CountCharacters(text.Utf8.Span), CorpusText.CountCharacters(target.Utf8.Span));
        bool hasLines = unit == TextUnit.Line || (length != targetLength && target.Utf8.Span.Contains((byte)'\n'));
        string? where = hasLines ? FindLine(text.Utf8.Span, target.Utf8.Span) : null;
        if (length != targetLength || where is not null)
        {
            throw new InvalidTextException(
                $"The target corpus {target.Name} has {targetLength} characters, and the corpus {text.Name} has {length}{where}. Each character needs one label.");
        }
    }

    // The first line that differs, in words.
    private static string? FindLine(ReadOnlySpan<byte> text, ReadOnlySpan<byte> target)
    {
        int line = 0;
        while (!text.IsEmpty && !target.IsEmpty)
        {
            line++;
            (int length, int targetLength) = (TakeLine(ref text), TakeLine(ref target));
            if (length != targetLength)
            {
                return $"; in line {line} they are {targetLength} and {length}";
            }
        }

        return text.IsEmpty && target.IsEmpty ? null : $"; they have {line + CountLines(target)} and {line + CountLines(text)} lines";
    }

    // Returns the characters of the first line, and goes on to the next.
    private static int TakeLine(ref ReadOnlySpan<byte> text)
    {
        int end = text.IndexOf((byte)'\n') is >= 0 and var found ? found : text.Length;
        int length = CorpusText.CountCharacters(text[..end]);
        text = text[Math.Min(end + 1, text.Length)..];
        return length;
    }

    private static int CountLines(ReadOnlySpan<byte> text) => text.Count((byte)'\n') + (text.IsEmpty || text[^1] == '\n' ? 0 : 1);
}
