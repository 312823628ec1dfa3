using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace CharRnn.Trainer;

/// <summary>The text to train on, and how it becomes token ids. <see cref="Validate"/> checks all values at once.</summary>
public sealed class CorpusOptions
{
    private const int MaximumColumn = 1000;

    private int? minimumCount;
    private int? maximumVocabulary;

    /// <summary>Gets or sets the text: a UTF-8 file, a folder of such files, or - for standard input.</summary>
    public required string Corpus { get; set; }

    /// <summary>Gets or sets the name of the corpus in messages and in the training record. The default, null, is the name of the file or folder.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Name { get; set; }

    /// <summary>
    /// Gets or sets a text of the same length, in characters and in lines, whose characters are the labels of the corpus's characters: the
    /// network learns to give them (<see cref="ModelTask.Tag"/>). The default is null.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? TargetCorpus { get; set; }

    /// <summary>
    /// Gets or sets the column, from 1, that has the class of each line of a tab-separated corpus: the network learns to give it
    /// (<see cref="ModelTask.Classify"/>). <see cref="Unit"/> must be line. The default is null.
    /// </summary>
    [Range(1, MaximumColumn)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? ClassColumn { get; set; }

    /// <summary>Gets or sets the column, from 1, that has the text beside <see cref="ClassColumn"/>. The default is null, which is the first other one.</summary>
    [Range(1, MaximumColumn)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? TextColumn { get; set; }

    /// <summary>Gets or sets the pattern of the files to read in a folder and its subfolders, in upper or lower case. The default is *.txt.</summary>
    public string Pattern { get; set; } = "*.txt";

    /// <summary>Gets or sets whether a token is a character, a byte or a word. The default is a character.</summary>
    public Tokenization Tokenization { get; set; } = Tokenization.Runes;

    /// <summary>
    /// Gets or sets how often a character or word must occur to have its own token id, 1 or more. Rarer ones become the unknown token. The
    /// default is 1, or 2 for words: a word that occurs once teaches the model what to expect of an unknown one.
    /// </summary>
    [Range(1, int.MaxValue)]
    public int MinimumCount { get => minimumCount ?? (Tokenization == Tokenization.Words ? 2 : 1); set => minimumCount = value; }

    /// <summary>Gets or sets the maximum size of the vocabulary in tokens, 2 to 65,536. Beyond it the rarest characters or words become the unknown token. The default is 65,536, or 10,000 for words.</summary>
    [Range(2, Vocabulary.MaximumSize)]
    public int MaximumVocabulary { get => maximumVocabulary ?? (Tokenization == Tokenization.Words ? Vocabulary.DefaultMaximumWords : Vocabulary.MaximumSize); set => maximumVocabulary = value; }

    /// <summary>
    /// Gets or sets whether the text is one stream or separate lines (names, sentences, log lines). A line starts from the zero state,
    /// and the model learns where it ends. Empty lines are ignored. The default is a stream.
    /// </summary>
    public TextUnit Unit { get; set; } = TextUnit.Stream;

    /// <summary>Gets or sets the maximum length of a line in tokens, 1 to 100,000, if <see cref="Unit"/> is line. The default is 1,000.</summary>
    [Range(1, 100_000)]
    public int MaximumLineLength { get; set; } = 1000;

    /// <summary>
    /// Gets or sets what separates a question from its answer in each line, 1 to 64 UTF-16 units. The network then learns to answer: the loss is
    /// that of the characters after it. <see cref="Unit"/> must be line. The default is null, which learns all of a text.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? AnswerAfter { get; set; }

    /// <summary>Gets or sets whether the network reads the tokens of a question from the last to the first. <see cref="AnswerAfter"/> must be set. The default is false.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool ReverseQuestion { get; set; }

    /// <summary>Gets or sets a separate text for validation, a file, a folder or -. The default is null, which takes <see cref="ValidationFraction"/> of the text.</summary>
    public string? ValidationCorpus { get; set; }

    /// <summary>Gets or sets a separate text for the test after training, a file, a folder or -. The default is null, which takes <see cref="TestFraction"/> of the text.</summary>
    public string? TestCorpus { get; set; }

    /// <summary>
    /// Gets or sets the fraction of the text to validate on, 0 to below 1. It follows the training part. The default is null, which is
    /// 0.05, or 0 with a <see cref="ValidationCorpus"/>.
    /// </summary>
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public double? ValidationFraction { get; set; }

    /// <summary>Gets or sets the fraction of the text, taken from its end, for the test after training, 0 to below 1. The default is 0.</summary>
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public double TestFraction { get; set; }

    /// <summary>Gets or sets whether invalid UTF-8 becomes U+FFFD. The default is false: it is an error.</summary>
    public bool ReplaceInvalidUtf8 { get; set; }

    /// <summary>Gets or sets whether CR LF becomes LF. The default is false. If <see cref="Unit"/> is line, it always does.</summary>
    public bool NormalizeLineEnds { get; set; }

    /// <summary>Gets whether CR LF becomes LF: <see cref="NormalizeLineEnds"/>, or true for lines.</summary>
    [JsonIgnore]
    public bool NormalizesLineEnds => NormalizeLineEnds || Unit == TextUnit.Line;

    /// <summary>Gets what is learnt: labels, if there is a <see cref="TargetCorpus"/> or a <see cref="ClassColumn"/>.</summary>
    [JsonIgnore]
    public ModelTask Task => TargetCorpus is not null ? ModelTask.Tag : ClassColumn is not null ? ModelTask.Classify : AnswerAfter is not null ? ModelTask.Answer : ModelTask.Text;

    /// <summary>Gets the column that has the text beside <see cref="ClassColumn"/>: <see cref="TextColumn"/>, or its default.</summary>
    internal int TextColumnOrDefault => TextColumn ?? (ClassColumn == 1 ? 2 : 1);

    /// <summary>Gets the fraction to validate on: <see cref="ValidationFraction"/>, or its default.</summary>
    [JsonIgnore]
    public double ValidationFractionOrDefault => ValidationFraction ?? (ValidationCorpus is null ? 0.05 : 0);

    /// <summary>Checks every value.</summary>
    /// <exception cref="InvalidOptionsException">A value is out of range, or two values contradict each other; the message lists every problem.</exception>
    public void Validate() => InvalidOptionsException.ThrowIfAny(FindProblems);

    internal void FindProblems(List<string> problems)
    {
        OptionChecks.FindProblems(this, problems);
        bool isSplit = ValidationFractionOrDefault < 1 && TestFraction < 1;
        Check(!string.IsNullOrWhiteSpace(Corpus), "Corpus is empty; must be a text file, a folder, or - for standard input");
        Check(!string.IsNullOrWhiteSpace(Pattern) && !Pattern.AsSpan().ContainsAny('/', '\\'), $"Pattern is {Pattern}; must be a file name, in which * and ? are wildcards");
        Check(!isSplit || ValidationFractionOrDefault + TestFraction < 1, $"ValidationFraction is {ValidationFractionOrDefault} and TestFraction {TestFraction}; together they must be below 1");
        Check(ValidationCorpus is null || !(ValidationFraction > 0), $"ValidationCorpus is {ValidationCorpus} and ValidationFraction {ValidationFraction}; give one of them");
        Check(TestCorpus is null || !(TestFraction > 0), $"TestCorpus is {TestCorpus} and TestFraction {TestFraction}; give one of them");
        Check(TargetCorpus is null || Tokenization == Tokenization.Runes, $"Tokenization is {Tokenization}; must be Runes with TargetCorpus, which has a label for each character");
        Check(TargetCorpus is null || ClassColumn is null, $"TargetCorpus is {TargetCorpus} and ClassColumn {ClassColumn}; give one of them");
        Check(TargetCorpus is null || (ValidationCorpus ?? TestCorpus) is null, $"{(ValidationCorpus is null ? "TestCorpus" : "ValidationCorpus")} is {ValidationCorpus ?? TestCorpus}; with TargetCorpus, give a fraction instead");
        Check(ClassColumn is null || Unit == TextUnit.Line, $"Unit is {Unit}; must be Line with ClassColumn");
        Check(TextColumn is null || ClassColumn is not null, $"TextColumn is {TextColumn}; it needs ClassColumn");
        Check(TextColumn is null || TextColumn != ClassColumn, $"TextColumn and ClassColumn are both {TextColumn}; must be two columns");
        Check(((string?[])[Corpus, TargetCorpus, ValidationCorpus, TestCorpus]).Count(corpus => corpus == "-") <= 1, "Standard input (-) is given more than once; it can be read only once");

        Check(AnswerAfter is null || ModelDescription.IsSeparator(AnswerAfter), $"AnswerAfter is \"{VisibleText.Line(AnswerAfter ?? "", 80)}\"; must be 1 to {ModelDescription.MaximumSeparatorLength} UTF-16 units without a line end");
        Check(AnswerAfter is null || Unit == TextUnit.Line, $"AnswerAfter is \"{AnswerAfter}\" and Unit {Unit}; the unit must be Line, for each line is a question and its answer");
        Check(AnswerAfter is null || Tokenization != Tokenization.Words, $"AnswerAfter is \"{AnswerAfter}\" and Tokenization {Tokenization}; the tokens must be Runes or Bytes, because a separator can be part of a word");
        Check(AnswerAfter is null || (TargetCorpus is null && ClassColumn is null), $"AnswerAfter is \"{AnswerAfter}\"; it goes neither with TargetCorpus nor with ClassColumn");
        Check(ClassColumn is null || Tokenization != Tokenization.Words, $"Tokenization is {Tokenization}; must be Runes or Bytes with ClassColumn");
        Check(AnswerAfter is not null || !ReverseQuestion, "ReverseQuestion is True; must be False without AnswerAfter");

        void Check(bool isValid, string problem) => problems.AddUnless(isValid, problem);
    }

    /// <summary>A copy that later changes of this object do not reach.</summary>
    internal CorpusOptions Copy() => (CorpusOptions)MemberwiseClone();
}
