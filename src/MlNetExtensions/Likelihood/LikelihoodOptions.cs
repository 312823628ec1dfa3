namespace CharRnn.MlNetExtensions;

/// <summary>Options of <c>ScoreSentenceLikelihood</c>: how texts are scored, and which columns are added.</summary>
/// <remarks>An estimator copies its options; later changes do not affect it.</remarks>
public sealed class LikelihoodOptions : TextScoringOptions
{
    /// <summary>Creates options with the defaults.</summary>
    public LikelihoodOptions()
        : base(emptyTextBitsPerCharacter: float.NaN)
    {
    }

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

    /// <summary>Checks all options.</summary>
    /// <exception cref="InvalidOptionsException">An option is out of range. The message lists every such option.</exception>
    public void Validate()
    {
        List<string> problems = [];
        IReadOnlyList<LikelihoodMeasure> measures = Measures ?? [];
        Check(problems, Measures is not null, "Measures is null; must be a list");
        Check(problems, Measures is null || measures.Count > 0 || SurprisalColumnName is not null, "Measures is empty; must have at least one, or SurprisalColumnName a name");
        Check(problems, measures.Distinct().Count() == measures.Count, $"Measures is {string.Join(", ", measures)}; must have each once");
        Check(problems, measures.All(Enum.IsDefined), $"Measures is {string.Join(", ", measures)}; must be of {string.Join(", ", Enum.GetNames<LikelihoodMeasure>())}");
        FindScoringProblems(problems, needsEmptyTextBits: false);
        InvalidOptionsException.ThrowIfAny(problems);
    }
}
