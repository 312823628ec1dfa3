using CharRnn.Inference;

namespace CharRnn.MlNetExtensions;

/// <summary>How a column of texts is scored, and which columns come of it.</summary>
public sealed record LikelihoodOptions
{
    private const int MaximumThreads = 1024;
    private const int MaximumMaximumLength = 100_000_000;

    /// <summary>
    /// Which numbers are wanted, in the order of the slots or columns; each once. Default all five. An empty text has no averages:
    /// see <see cref="LikelihoodMeasure"/> for what a trainer makes of them.
    /// </summary>
    public IReadOnlyList<LikelihoodMeasure> Measures { get; init; } = Enum.GetValues<LikelihoodMeasure>();

    /// <summary>
    /// Whether each number is a column of its own, named as <c>Output_BitsPerCharacter</c>. Default false: one vector column,
    /// its slots named by the measures.
    /// </summary>
    public bool SeparateColumns { get; init; }

    /// <summary>
    /// A further column of this name with the bits that each character costs, a vector as long as the text (and its end, where that
    /// is scored). Null, the default: none.
    /// </summary>
    public string? SurprisalColumnName { get; init; }

    /// <summary>What to do with a character that the vocabulary lacks. Default: score it at the floor of 20 bits.</summary>
    public UnknownPolicy UnknownPolicy { get; init; } = UnknownPolicy.Floor;

    /// <summary>Whether the end of a text (a newline) is scored too. Null, the default: for line models only.</summary>
    public bool? IncludeEnd { get; init; }

    /// <summary>Texts that the model reads at once, 1 to 1024. Default 32.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>
    /// Rows that are read before the first of them is scored, <see cref="BatchSize"/> to 65,536: among more of them more are of
    /// like length, threads wait for each other less often, and more are held in memory. Default 512.
    /// </summary>
    public int LookAhead { get; init; } = 512;

    /// <summary>Batches that are scored at once, 1 to 1024; 0, the default, is one a core of the machine that scores.</summary>
    public int Threads { get; init; }

    /// <summary>Characters that a text may have before <see cref="LongTexts"/> says what happens, 1 to 100,000,000. Default 10,000.</summary>
    public int MaximumLength { get; init; } = 10_000;

    /// <summary>What to do with a longer text. Default: score all of it.</summary>
    public LongTextPolicy LongTexts { get; init; }

    /// <summary>Checks every value.</summary>
    /// <exception cref="InvalidOptionsException">Any is out of range; the message lists all that are.</exception>
    public void Validate()
    {
        List<string> problems = [];
        Check(Measures.Count > 0 || SurprisalColumnName is not null, "Measures is empty; must have at least one, or SurprisalColumnName a name");
        Check(Measures.Distinct().Count() == Measures.Count, $"Measures is {string.Join(", ", Measures)}; must have each once");
        Check(Measures.All(Enum.IsDefined), $"Measures is {string.Join(", ", Measures)}; must be of {string.Join(", ", Enum.GetNames<LikelihoodMeasure>())}");
        Check(SurprisalColumnName != "", "SurprisalColumnName is empty; must be a name, or null for no such column");
        Check(Enum.IsDefined(UnknownPolicy), $"UnknownPolicy is {UnknownPolicy}; must be Error, Replace, Skip or Floor");
        try
        {
            ForScorer(threads: 1).Validate();
        }
        catch (InvalidOptionsException exception)
        {
            problems.AddRange(exception.Problems);
        }

        Check(Threads is >= 0 and <= MaximumThreads, $"Threads is {Threads}; must be from 1 to {MaximumThreads}, or 0 for one a core");
        Check(MaximumLength is >= 1 and <= MaximumMaximumLength, $"MaximumLength is {MaximumLength}; must be from 1 to {MaximumMaximumLength}");
        Check(Enum.IsDefined(LongTexts), $"LongTexts is {LongTexts}; must be ScoreInChunks, Truncate or Error");
        InvalidOptionsException.ThrowIfAny(problems);

        void Check(bool isSound, string problem)
        {
            if (!isSound)
            {
                problems.Add(problem);
            }
        }
    }

    /// <summary>What of this is the scorer's.</summary>
    /// <param name="threads">How many it has on this machine.</param>
    internal ScoringOptions ForScorer(int threads) => new()
    {
        BatchSize = BatchSize,
        LookAhead = LookAhead,
        Threads = threads,
        IncludeEnd = IncludeEnd,
        UnknownPolicy = UnknownPolicy,
        WithSurprisals = SurprisalColumnName is not null,
    };
}
