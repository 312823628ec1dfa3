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
        string? where = unit == TextUnit.Line ? FindLine(text.Utf8.Span, target.Utf8.Span) : null;
        if (length != targetLength || where is not null)
        {
            throw new InvalidTextException(
                $"The target corpus {target.Name} has {targetLength} characters, and the corpus {text.Name} has {length}{where}. Each character needs one label.");
        }
    }

    // The first line that differs, in words.
    private static string? FindLine(ReadOnlySpan<byte> text, ReadOnlySpan<byte> target)
    {
        for (int line = 1; !text.IsEmpty && !target.IsEmpty; line++)
        {
            ReadOnlySpan<byte> one = text[..text.IndexOf((byte)'\n')];
            ReadOnlySpan<byte> other = target[..target.IndexOf((byte)'\n')];
            (int length, int targetLength) = (CorpusText.CountCharacters(one), CorpusText.CountCharacters(other));
            if (length != targetLength)
            {
                return $"; in line {line} they are {targetLength} and {length}";
            }

            text = text[(one.Length + 1)..];
            target = target[(other.Length + 1)..];
        }

        return (text.Count((byte)'\n'), target.Count((byte)'\n')) switch
        {
            (0, 0) => null,
            (0, var more) => $"; the target corpus has {more} more lines",
            (var more, _) => $"; the corpus has {more} more lines",
        };
    }
}
