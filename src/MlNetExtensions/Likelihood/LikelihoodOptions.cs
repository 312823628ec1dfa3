using System.ComponentModel.DataAnnotations;
using System.Globalization;
using CharRnn.Inference;

namespace CharRnn.MlNetExtensions;

/// <summary>Options of <c>ScoreSentenceLikelihood</c>: how texts are scored, and which columns are added.</summary>
/// <remarks>An estimator copies its options; later changes do not affect it.</remarks>
public sealed class LikelihoodOptions
{
    private const int MaximumMaximumLength = 100_000_000;
    private const float MaximumEmptyTextBits = 100;

    /// <summary>
    /// Gets or sets the measures to output, in the order of the slots or columns, each at most once. The default is all five. An empty
    /// text has no averages; see <see cref="LikelihoodMeasure"/> for what a trainer does with it.
    /// </summary>
    public IReadOnlyList<LikelihoodMeasure> Measures { get; set; } = Enum.GetValues<LikelihoodMeasure>();

    /// <summary>
    /// Gets or sets whether each measure is a column of its own, with a name such as <c>Output_BitsPerCharacter</c>. The default is
    /// <see langword="false"/>: one vector column, with the measures as slot names.
    /// </summary>
    public bool SeparateColumns { get; set; }

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
    /// <see cref="float.NaN"/>: there is no average.
    /// </summary>
    public float EmptyTextBitsPerCharacter { get; set; } = float.NaN;

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

    /// <summary>Checks all options.</summary>
    /// <exception cref="InvalidOptionsException">An option is out of range. The message lists every such option.</exception>
    public void Validate()
    {
        List<string> problems = [];
        IReadOnlyList<LikelihoodMeasure> measures = Measures ?? [];
        Check(Measures is not null, "Measures is null; must be a list");
        Check(Measures is null || measures.Count > 0 || SurprisalColumnName is not null, "Measures is empty; must have at least one, or SurprisalColumnName a name");
        Check(measures.Distinct().Count() == measures.Count, $"Measures is {string.Join(", ", measures)}; must have each once");
        Check(measures.All(Enum.IsDefined), $"Measures is {string.Join(", ", measures)}; must be of {string.Join(", ", Enum.GetNames<LikelihoodMeasure>())}");
        Check(SurprisalColumnName != "", "SurprisalColumnName is empty; must be a name, or null for no such column");
        Check(
            float.IsNaN(EmptyTextBitsPerCharacter) || EmptyTextBitsPerCharacter is >= 0 and <= MaximumEmptyTextBits,
            string.Create(CultureInfo.InvariantCulture, $"EmptyTextBitsPerCharacter is {EmptyTextBitsPerCharacter}; must be from 0 to {MaximumEmptyTextBits}, or NaN for no number"));
        ForScorer().FindProblems(problems);
        Check(Threads is >= 0 and <= ThreadCount.Maximum, $"Threads is {Threads}; must be from 1 to {ThreadCount.Maximum}, or 0 for one per core");
        Check(MaximumLength is >= 1 and <= MaximumMaximumLength, $"MaximumLength is {MaximumLength}; must be from 1 to {MaximumMaximumLength}");
        Check(Enum.IsDefined(LongTexts), $"LongTexts is {LongTexts}; must be ScoreInChunks, Truncate or Error");
        InvalidOptionsException.ThrowIfAny(problems);

        void Check(bool isValid, string problem)
        {
            if (!isValid)
            {
                problems.Add(problem);
            }
        }
    }

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
}
