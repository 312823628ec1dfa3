using System.ComponentModel.DataAnnotations;
using System.Globalization;
using CharRnn.Inference;

namespace CharRnn.MlNetExtensions;

/// <summary>What the options of all transformers that score texts have in common.</summary>
public abstract class TextScoringOptions
{
    internal const float MaximumEmptyTextBits = 100;

    private const int MaximumMaximumLength = 100_000_000;

    private protected TextScoringOptions(float emptyTextBitsPerCharacter) => EmptyTextBitsPerCharacter = emptyTextBitsPerCharacter;

    /// <summary>
    /// Gets or sets the name of a further column with the bits of each character: a vector as long as the text, plus its end if that is
    /// scored. The default is <see langword="null"/>: no such column.
    /// </summary>
    public string? SurprisalColumnName { get; set; }

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
    /// Gets or sets the bits per character of a text that has no characters, from 0 to 100; its perplexity is then 2 to this power. Trainers
    /// need a number: 20, as much as an unknown character costs, lets an empty text count as odd, and 0 as ordinary. The default is
    /// <see cref="float.NaN"/>, no average, in <see cref="LikelihoodOptions"/>, and 100 in <see cref="UnlikelyTextOptions"/>, which need a number.
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

    /// <summary>Returns the scorer's part of the options, for this machine.</summary>
    internal ScoringOptions ForScorer() => new()
    {
        BatchSize = BatchSize,
        LookAhead = LookAhead,
        Threads = ThreadCount.OrOneForEachCore(Threads),
        IncludeEnd = IncludeEnd,
        UnknownPolicy = UnknownPolicy,
        WithSurprisals = SurprisalColumnName is not null,
    };

    private protected void FindScoringProblems(List<string> problems, bool needsEmptyTextBits)
    {
        Check(problems, SurprisalColumnName != "", "SurprisalColumnName is empty; must be a name, or null for no such column");
        Check(
            problems,
            (float.IsNaN(EmptyTextBitsPerCharacter) && !needsEmptyTextBits) || EmptyTextBitsPerCharacter is >= 0 and <= MaximumEmptyTextBits,
            string.Create(CultureInfo.InvariantCulture, $"EmptyTextBitsPerCharacter is {EmptyTextBitsPerCharacter}; must be from 0 to {MaximumEmptyTextBits}{(needsEmptyTextBits ? "" : ", or NaN for no number")}"));
        ForScorer().FindProblems(problems);
        Check(problems, Threads is >= 0 and <= ThreadCount.Maximum, $"Threads is {Threads}; must be from 1 to {ThreadCount.Maximum}, or 0 for one per core");
        Check(problems, MaximumLength is >= 1 and <= MaximumMaximumLength, $"MaximumLength is {MaximumLength}; must be from 1 to {MaximumMaximumLength}");
        Check(problems, Enum.IsDefined(LongTexts), $"LongTexts is {LongTexts}; must be ScoreInChunks, Truncate or Error");
    }

    private protected static void Check(List<string> problems, bool isValid, string problem)
    {
        if (!isValid)
        {
            problems.Add(problem);
        }
    }
}
