using System.ComponentModel.DataAnnotations;
using System.Globalization;
using CharRnn.Inference;

namespace CharRnn.MlNetExtensions;

/// <summary>The options that <c>ScoreSentenceLikelihood</c>, <c>DetectUnlikelyText</c> and <c>EmbedText</c> have in common.</summary>
public abstract class TextScoringOptions
{
    internal const float MaximumEmptyTextBits = 100;

    private const int MaximumMaximumLength = 100_000_000;

    private protected TextScoringOptions(float emptyTextBitsPerCharacter) => EmptyTextBitsPerCharacter = emptyTextBitsPerCharacter;

    /// <summary>
    /// Gets or sets what happens to a character that the vocabulary lacks. The default is <see cref="UnknownPolicy.Floor"/>: it costs 20
    /// bits.
    /// </summary>
    public UnknownPolicy UnknownPolicy { get; set; } = UnknownPolicy.Floor;

    /// <summary>
    /// Gets or sets whether the end of a text (a newline) is scored too. The default is <see langword="null"/>: for line models only.
    /// </summary>
    public bool? IncludeEnd { get; set; }

    /// <summary>
    /// Gets or sets the bits per character of an empty text, from 0 to 100; its perplexity is then 2 to this power. Trainers need a number:
    /// with 20, the cost of an unknown character, an empty text counts as odd, and with 0 as ordinary. The default is <see cref="float.NaN"/>,
    /// no average, in <see cref="LikelihoodOptions"/> and <see cref="TextEmbeddingOptions"/>. In <see cref="UnlikelyTextOptions"/> it is
    /// 100, and must not be NaN.
    /// </summary>
    public float EmptyTextBitsPerCharacter { get; set; }

    /// <summary>Gets or sets the number of texts that the model reads at once, from 1 to 1024. The default is 32.</summary>
    [Range(1, ScoringOptions.MaximumBatchSize)]
    public int BatchSize { get; set; } = 32;

    /// <summary>
    /// Gets or sets the number of rows that are read before the first is scored, from <see cref="BatchSize"/> to 65,536. More rows take
    /// more memory, and are faster to score: more texts of similar length are found for a batch, and threads wait for each other less
    /// often. The default is 512.
    /// </summary>
    [Range(1, ScoringOptions.MaximumLookAhead)]
    public int LookAhead { get; set; } = 512;

    /// <summary>
    /// Gets or sets the number of batches that are scored in parallel, from 1 to 1024, or 0 for one per core. It is limited to the cores
    /// of the machine that scores. The default is 0.
    /// </summary>
    [Range(0, ThreadCount.Maximum)]
    public int Threads { get; set; }

    /// <summary>
    /// Gets or sets the number of characters above which <see cref="LongTexts"/> applies, from 1 to 100,000,000. The default is 10,000.
    /// </summary>
    [Range(1, MaximumMaximumLength)]
    public int MaximumLength { get; set; } = 10_000;

    /// <summary>
    /// Gets or sets what happens to a text longer than <see cref="MaximumLength"/>. The default is
    /// <see cref="LongTextPolicy.ScoreInChunks"/>: all of it is scored.
    /// </summary>
    public LongTextPolicy LongTexts { get; set; }

    /// <summary>Gets the name of the column of surprisals; null if there is none.</summary>
    internal virtual string? Surprisals => null;

    /// <summary>Returns the scorer's part of the options, for this machine.</summary>
    internal ScoringOptions ForScorer() => new()
    {
        BatchSize = BatchSize,
        LookAhead = LookAhead,
        Threads = ThreadCount.OrOneForEachCore(Threads),
        IncludeEnd = IncludeEnd,
        UnknownPolicy = UnknownPolicy,
        WithSurprisals = Surprisals is not null,
    };

    private protected void FindScoringProblems(List<string> problems, bool needsEmptyTextBits)
    {
        Check(problems, Surprisals != "", "SurprisalColumnName is empty; must be a name, or null for no such column");
        Check(
            problems,
            (float.IsNaN(EmptyTextBitsPerCharacter) && !needsEmptyTextBits) || EmptyTextBitsPerCharacter is >= 0 and <= MaximumEmptyTextBits,
            string.Create(CultureInfo.InvariantCulture, $"EmptyTextBitsPerCharacter is {EmptyTextBitsPerCharacter}; must be from 0 to {MaximumEmptyTextBits}{(needsEmptyTextBits ? "" : ", or NaN for no number")}"));
        FindReadingProblems(problems);
        Check(problems, Threads is >= 0 and <= ThreadCount.Maximum, $"Threads is {Threads}; must be from 1 to {ThreadCount.Maximum}, or 0 for one per core");
        Check(problems, MaximumLength is >= 1 and <= MaximumMaximumLength, $"MaximumLength is {MaximumLength}; must be from 1 to {MaximumMaximumLength}");
        Check(problems, Enum.IsDefined(LongTexts), $"LongTexts is {LongTexts}; must be ScoreInChunks, Truncate or Error");
    }

    /// <summary>Checks what the scorer, or another reader of texts, checks too.</summary>
    private protected virtual void FindReadingProblems(List<string> problems) => ForScorer().FindProblems(problems);

    private protected static void CheckMeasures(List<string> problems, IReadOnlyList<LikelihoodMeasure>? given)
    {
        IReadOnlyList<LikelihoodMeasure> measures = given ?? [];
        Check(problems, given is not null, "Measures is null; must be a list");
        Check(problems, measures.Distinct().Count() == measures.Count, $"Measures is {string.Join(", ", measures)}; must have each once");
        Check(problems, measures.All(Enum.IsDefined), $"Measures is {string.Join(", ", measures)}; must be of {string.Join(", ", Enum.GetNames<LikelihoodMeasure>())}");
    }

    private protected static void Check(List<string> problems, bool isValid, string problem)
    {
        if (!isValid)
        {
            problems.Add(problem);
        }
    }
}
