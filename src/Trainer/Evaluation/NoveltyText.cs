namespace CharRnn.Trainer;

/// <summary>A text to compare with a corpus, as tokens of the corpus. No common run has a character that the corpus lacks, or an end of a line of a corpus of lines.</summary>
internal sealed class NoveltyText
{
    private const int MaximumLength = 10_000_000;

    /// <summary>Reads the text.</summary>
    /// <exception cref="InvalidOptionsException">The corpus is not one of characters.</exception>
    /// <exception cref="InvalidTextException">The text has no character, or too many.</exception>
    public NoveltyText(string text, Corpus corpus)
    {
        Vocabulary vocabulary = corpus.Vocabulary.Tokenization == Tokenization.Runes ? corpus.Vocabulary
            : throw new InvalidOptionsException($"Tokenization of the corpus is {corpus.Vocabulary.Tokenization}; must be Runes");
        string normalized = vocabulary.FindId("\r") is null ? text.Replace("\r\n", "\n", StringComparison.Ordinal) : text;
        int unknown = vocabulary.Size; // as no token of the corpus
        bool hasLines = corpus.Unit == TextUnit.Line;
        Lines = hasLines ? normalized.Split('\n', StringSplitOptions.RemoveEmptyEntries) : [];
        Tokens = [.. normalized.EnumerateRunes().Select(rune => hasLines && rune.Value == '\n' ? unknown : vocabulary.FindId(rune) ?? unknown)];
        CharacterPositions = [.. normalized.EnumerateRunes().Select((rune, position) => (rune, position)).Where(at => !hasLines || at.rune.Value != '\n').Select(at => at.position)];
        if (CharacterPositions.Length is 0 or > MaximumLength)
        {
            throw new InvalidTextException(CharacterPositions.Length == 0
                ? "The text has no character; there is nothing to measure."
                : $"The text has {CharacterPositions.Length:N0} characters; at most {MaximumLength:N0} can be measured.");
        }
    }

    /// <summary>Gets a token for each Unicode scalar.</summary>
    public int[] Tokens { get; }

    /// <summary>Gets the positions of the characters in the tokens: all, but for the ends of lines of a corpus of lines.</summary>
    public int[] CharacterPositions { get; }

    /// <summary>Gets the lines that have a character, if the corpus is one of lines.</summary>
    public string[] Lines { get; }
}
