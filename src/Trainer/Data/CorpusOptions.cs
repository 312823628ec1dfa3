using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace CharRnn.Trainer;

/// <summary>The text to train on, and how it becomes ids. <see cref="Validate"/> checks all values at once.</summary>
public sealed class CorpusOptions
{
    /// <summary>Gets or sets the text: a UTF-8 file, a folder of such files, or - for standard input.</summary>
    public required string Corpus { get; set; }

    /// <summary>Gets or sets what the corpus is called in messages and in the training record. The default, null, is the name of the file or folder.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Name { get; set; }

    /// <summary>Gets or sets which files of a folder and its subfolders are read. The default is *.txt.</summary>
    public string Pattern { get; set; } = "*.txt";

    /// <summary>Gets or sets whether an id is a character or a byte. The default is a character.</summary>
    public Tokenization Tokenization { get; set; } = Tokenization.Runes;

    /// <summary>Gets or sets how often a character must occur to have its own id, 1 or more; the others become the unknown token. The default is 1.</summary>
    [Range(1, int.MaxValue)]
    public int MinimumCount { get; set; } = 1;

    /// <summary>Gets or sets the maximum number of tokens in the vocabulary, 2 to 65536; beyond it the rarest become the unknown token. The default is 65536.</summary>
    [Range(2, Vocabulary.MaximumSize)]
    public int MaximumVocabulary { get; set; } = Vocabulary.MaximumSize;

    /// <summary>
    /// Gets or sets whether the text is a stream, or single lines (names, sentences, log lines). Each line starts anew and its end
    /// is learnt; empty lines are left out. The default is a stream.
    /// </summary>
    public TextUnit Unit { get; set; } = TextUnit.Stream;

    /// <summary>Gets or sets the maximum length of a line in tokens if <see cref="Unit"/> is line, 1 to 100000. The default is 1000.</summary>
    [Range(1, 100_000)]
    public int MaximumLineLength { get; set; } = 1000;

    /// <summary>Gets or sets a text of its own for validation, given as <see cref="Corpus"/> is. The default, null, is a fraction of the text.</summary>
    public string? ValidationCorpus { get; set; }

    /// <summary>Gets or sets a text of its own for the test after training, given as <see cref="Corpus"/> is. The default, null, is a fraction of the text.</summary>
    public string? TestCorpus { get; set; }

    /// <summary>
    /// Gets or sets the fraction of the text, after what is trained on, that is kept back for validation, 0 to below 1. The default,
    /// null, is 0.05, or 0 if there is a <see cref="ValidationCorpus"/>.
    /// </summary>
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public double? ValidationFraction { get; set; }

    /// <summary>Gets or sets the fraction of the text, its end, that is kept back for a test after training, 0 to below 1. The default is 0.</summary>
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public double TestFraction { get; set; }

    /// <summary>Gets or sets whether bytes that are not UTF-8 become U+FFFD. The default, false, makes them an error.</summary>
    public bool ReplaceInvalidUtf8 { get; set; }

    /// <summary>Gets or sets whether carriage returns before a line feed are dropped. The default, false, keeps them, except where lines are the unit.</summary>
    public bool NormalizeLineEnds { get; set; }

    /// <summary>Gets whether carriage returns before a line feed are dropped: if asked for, and always where lines are the unit.</summary>
    [JsonIgnore]
    public bool NormalizesLineEnds => NormalizeLineEnds || Unit == TextUnit.Line;

    /// <summary>Gets the fraction kept back for validation: <see cref="ValidationFraction"/>, or its default.</summary>
    [JsonIgnore]
    public double ValidationFractionOrDefault => ValidationFraction ?? (ValidationCorpus is null ? 0.05 : 0);

    /// <summary>Checks every value.</summary>
    /// <exception cref="InvalidOptionsException">A value is out of range, or two values contradict each other; the message lists every problem.</exception>
    public void Validate()
    {
        List<string> problems = [];
        FindProblems(problems);
        InvalidOptionsException.ThrowIfAny(problems);
    }

    internal void FindProblems(List<string> problems)
    {
        OptionChecks.FindProblems(this, problems);
        bool isSplit = ValidationFractionOrDefault < 1 && TestFraction < 1;
        Check(!string.IsNullOrWhiteSpace(Corpus), "Corpus is empty; must be a text file, a folder, or - for standard input");
        Check(!string.IsNullOrWhiteSpace(Pattern) && !Pattern.AsSpan().ContainsAny('/', '\\'), $"Pattern is {Pattern}; must be a file name with * and ?, as *.txt");
        Check(!isSplit || ValidationFractionOrDefault + TestFraction < 1, $"ValidationFraction is {ValidationFractionOrDefault} and TestFraction {TestFraction}; together they must be below 1");
        Check(ValidationCorpus is null || !(ValidationFraction > 0), $"ValidationCorpus is {ValidationCorpus} and ValidationFraction {ValidationFraction}; give one of them");
        Check(TestCorpus is null || !(TestFraction > 0), $"TestCorpus is {TestCorpus} and TestFraction {TestFraction}; give one of them");
        Check(((string?[])[Corpus, ValidationCorpus, TestCorpus]).Count(corpus => corpus == "-") <= 1, "Standard input, -, is given more than once; it can be read only once");

        void Check(bool isValid, string problem)
        {
            if (!isValid)
            {
                problems.Add(problem);
            }
        }
    }

    /// <summary>A copy that later changes of this object do not reach.</summary>
    internal CorpusOptions Copy() => (CorpusOptions)MemberwiseClone();
}
