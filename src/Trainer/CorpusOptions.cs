using System.Text.Json.Serialization;

namespace CharRnn.Trainer;

/// <summary>What text to train on, and how it becomes ids.</summary>
public sealed record CorpusOptions
{
    /// <summary>A UTF-8 file, a folder of such files, the name of one of the <see cref="NamedCorpora"/>, or - for standard input.</summary>
    public required string Corpus { get; init; }

    /// <summary>Which files of a folder and its subfolders are read. Default *.txt.</summary>
    public string Pattern { get; init; } = "*.txt";

    /// <summary>One id a character, or one a byte.</summary>
    public Tokenization Tokenization { get; init; } = Tokenization.Runes;

    /// <summary>Characters that occur less often become the unknown symbol; 1 or more. Default 1: none do.</summary>
    public int MinimumCount { get; init; } = 1;

    /// <summary>Most symbols of the vocabulary, 2 to 65536; beyond it the rarest become the unknown symbol.</summary>
    public int MaximumVocabulary { get; init; } = Vocabulary.MaximumSize;

    /// <summary>Whether the text is a stream, or single lines (names, sentences, log lines): each then starts anew and its end is learnt. Empty lines are left out.</summary>
    public TextUnit Unit { get; init; } = TextUnit.Stream;

    /// <summary>Longest line, in symbols, where <see cref="Unit"/> is line; 1 to 100000. Default 1000.</summary>
    public int MaximumLineLength { get; init; } = 1000;

    /// <summary>A text of its own for validation, named as <see cref="Corpus"/> is; null, the default, is a fraction of the text.</summary>
    public string? ValidationCorpus { get; init; }

    /// <summary>A text of its own for the test once training is done, named as <see cref="Corpus"/> is; null, the default, is a fraction of the text.</summary>
    public string? TestCorpus { get; init; }

    /// <summary>Fraction of the text, after what is trained on, kept back for validation; 0 to below 1. Default 0.05, or 0 where there is a <see cref="ValidationCorpus"/>.</summary>
    public double? ValidationFraction { get; init; }

    /// <summary>Fraction of the text, its end, kept back for a test once training is done; 0 to below 1. Default 0.</summary>
    public double TestFraction { get; init; }

    /// <summary>Whether bytes that are not UTF-8 become U+FFFD; by default they are an error.</summary>
    public bool ReplaceInvalidUtf8 { get; init; }

    /// <summary>Whether carriage returns before a line feed are dropped; by default line ends are kept.</summary>
    public bool NormalizeLineEnds { get; init; }

    /// <summary>Whether line ends are made line feeds: always, where lines are the unit.</summary>
    [JsonIgnore]
    public bool NormalizesLineEnds => NormalizeLineEnds || Unit == TextUnit.Line;

    /// <summary>The fraction kept back for validation, its default put in.</summary>
    [JsonIgnore]
    public double ValidationFractionOrDefault => ValidationFraction ?? (ValidationCorpus is null ? 0.05 : 0);

    /// <summary>Every problem with the values, each a sentence without its full stop.</summary>
    public IReadOnlyList<string> FindProblems()
    {
        List<string> problems = [];
        if (string.IsNullOrWhiteSpace(Corpus))
        {
            problems.Add("Corpus is empty; must be a file or the name of a corpus");
        }

        if (string.IsNullOrWhiteSpace(Pattern) || Pattern.AsSpan().ContainsAny('/', '\\'))
        {
            problems.Add($"Pattern is {Pattern}; must be a file name with * and ?, as *.txt");
        }

        if (MinimumCount < 1)
        {
            problems.Add($"MinimumCount is {MinimumCount}; must be 1 or more");
        }

        if (MaximumVocabulary is < 2 or > Vocabulary.MaximumSize)
        {
            problems.Add($"MaximumVocabulary is {MaximumVocabulary}; must be from 2 to {Vocabulary.MaximumSize}");
        }

        if (ValidationFraction is not (null or (>= 0 and < 1)))
        {
            problems.Add($"ValidationFraction is {ValidationFraction}; must be from 0 to below 1");
        }

        if (!(TestFraction >= 0 && TestFraction < 1))
        {
            problems.Add($"TestFraction is {TestFraction}; must be from 0 to below 1");
        }
        else if (ValidationFractionOrDefault + TestFraction >= 1)
        {
            problems.Add($"ValidationFraction is {ValidationFractionOrDefault} and TestFraction {TestFraction}; together they must be below 1");
        }

        if (ValidationCorpus is not null && ValidationFraction > 0)
        {
            problems.Add($"ValidationCorpus is {ValidationCorpus} and ValidationFraction {ValidationFraction}; give one of them");
        }

        if (TestCorpus is not null && TestFraction > 0)
        {
            problems.Add($"TestCorpus is {TestCorpus} and TestFraction {TestFraction}; give one of them");
        }

        if (((string?[])[Corpus, ValidationCorpus, TestCorpus]).Count(corpus => corpus == "-") > 1)
        {
            problems.Add("Standard input, -, is given more than once; it can be read only once");
        }

        if (MaximumLineLength is < 1 or > 100_000)
        {
            problems.Add($"MaximumLineLength is {MaximumLineLength}; must be from 1 to 100000");
        }

        return problems;
    }
}
