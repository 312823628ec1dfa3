using System.ComponentModel.DataAnnotations;
using System.Globalization;
using CharRnn.MlNetExtensions.Internals;

namespace CharRnn.MlNetExtensions;

/// <summary>Options of <c>DetectUnlikelyText</c>: which texts count as odd, and how texts are scored.</summary>
/// <remarks>
/// An estimator copies its options; later changes do not affect it. A text without characters costs 100 bits per character unless
/// <see cref="TextScoringOptions.EmptyTextBitsPerCharacter"/> says otherwise, so that it counts as odd.
/// </remarks>
public sealed class UnlikelyTextOptions : TextScoringOptions
{
    /// <summary>Creates options with the defaults.</summary>
    public UnlikelyTextOptions()
        : base(emptyTextBitsPerCharacter: MaximumEmptyTextBits)
    {
    }

    /// <summary>
    /// Gets or sets the share of ordinary texts that may be called odd, above 0 and below 1. <c>Fit</c> sets the threshold for it and needs
    /// at least 1 / rate - 1 texts. The default is 0.01. It is ignored if <see cref="Threshold"/> is set.
    /// </summary>
    [Range(0, 1, MinimumIsExclusive = true, MaximumIsExclusive = true)]
    public double FalsePositiveRate { get; set; } = 0.01;

    /// <summary>
    /// Gets or sets the bits per character above which a text is odd, at least 0. <c>Fit</c> then reads no rows. The default is
    /// <see langword="null"/>: <c>Fit</c> sets the threshold for <see cref="FalsePositiveRate"/>.
    /// </summary>
    public float? Threshold { get; set; }

    /// <summary>
    /// Gets or sets the name of a further column with the bits of each character: a vector as long as the text, plus its end if that is
    /// scored. The default is <see langword="null"/>: no such column.
    /// </summary>
    public string? SurprisalColumnName { get; set; }

    internal override string? Surprisals => SurprisalColumnName;

    /// <summary>Checks all options.</summary>
    /// <exception cref="InvalidOptionsException">An option is out of range. The message lists every such option.</exception>
    public void Validate() => InvalidOptionsException.ThrowIfAny(FindProblems);

    internal void FindProblems(List<string> problems)
    {
        CheckRate(problems, FalsePositiveRate);
        CheckThreshold(problems, Threshold ?? 0);
        Check(
            problems,
            SurprisalColumnName is not (UnlikelyTextColumns.Score or UnlikelyTextColumns.PredictedLabel),
            $"SurprisalColumnName is {SurprisalColumnName}; must be another name, because the detector has a column of this name");
        FindScoringProblems(problems, needsEmptyTextBits: true);
    }

    internal static void CheckRate(List<string> problems, double rate) => Check(
        problems, rate is > 0 and < 1, string.Create(CultureInfo.InvariantCulture, $"FalsePositiveRate is {rate}; must be above 0 and below 1"));

    /// <exception cref="InvalidOptionsException">The threshold is negative or no number.</exception>
    internal static void ThrowIfOutOfRange(float threshold)
    {
        List<string> problems = [];
        CheckThreshold(problems, threshold);
        InvalidOptionsException.ThrowIfAny(problems);
    }

    private static void CheckThreshold(List<string> problems, float threshold) => Check(
        problems, threshold is >= 0 and < float.PositiveInfinity, string.Create(CultureInfo.InvariantCulture, $"Threshold is {threshold}; must be a number of at least 0"));

    /// <summary>Returns a copy that later changes of this object do not reach.</summary>
    internal UnlikelyTextOptions Copy() => (UnlikelyTextOptions)MemberwiseClone();

    /// <summary>Returns options that give an empty text no score, so that the threshold does not depend on it.</summary>
    internal UnlikelyTextOptions ForHeldOutTexts()
    {
        UnlikelyTextOptions copy = Copy();
        copy.EmptyTextBitsPerCharacter = float.NaN;
        copy.SurprisalColumnName = null;
        return copy;
    }
}
