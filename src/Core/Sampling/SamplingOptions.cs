using System.Collections.ObjectModel;
using System.ComponentModel.DataAnnotations;

namespace CharRnn;

/// <summary>How the next character is chosen from the logits of the model. The names are those of Hugging Face and OpenAI.</summary>
public sealed class SamplingOptions
{
    private const double MaximumPenalty = 2;
    private const int MaximumPenaltyWindow = 1 << 20;

    /// <summary>
    /// Gets or sets the temperature that logits are divided by. Values below 1 make the text safer, values above 1 wilder; 0 always
    /// takes the most likely token. The default is 1, the learnt distribution.
    /// </summary>
    [Range(0, double.MaxValue)]
    public double Temperature { get; set; } = 1;

    /// <summary>Gets or sets how many of the most likely tokens can be drawn. The default is 0, all of them.</summary>
    [Range(0, int.MaxValue)]
    public int TopK { get; set; }

    /// <summary>
    /// Gets or sets the total probability, above 0 and up to 1, of the tokens to draw from: only as many of the most likely tokens are kept
    /// as reach it ("nucleus sampling", Holtzman et al. 2020). The default is 1, all of them.
    /// </summary>
    [Range(0, 1.0, MinimumIsExclusive = true)]
    public double TopP { get; set; } = 1;

    /// <summary>
    /// Gets or sets the least probability of a token to draw from, as a fraction (0 to 1) of the most likely token's probability (Nguyen
    /// et al. 2024). The default is 0, all of them.
    /// </summary>
    [Range(0, 1.0)]
    public double MinP { get; set; }

    /// <summary>
    /// Gets or sets what is subtracted from the logit of a token that is among the last <see cref="PenaltyWindow"/> tokens, from -2 to 2.
    /// The default is 0.
    /// </summary>
    [Range(-MaximumPenalty, MaximumPenalty)]
    public double PresencePenalty { get; set; }

    /// <summary>
    /// Gets or sets what is subtracted from the logit of a token for each time that it is among the last <see cref="PenaltyWindow"/>
    /// tokens, from -2 to 2. The default is 0.
    /// </summary>
    [Range(-MaximumPenalty, MaximumPenalty)]
    public double FrequencyPenalty { get; set; }

    /// <summary>Gets or sets how many of the last tokens the penalties count, from 1 to 1,048,576. The default is 64.</summary>
    [Range(1, MaximumPenaltyWindow)]
    public int PenaltyWindow { get; set; } = 64;

    /// <summary>
    /// Gets or sets what is added to the logit of a character, keyed by the character; minus infinity forbids it. The default is empty.
    /// </summary>
    public IReadOnlyDictionary<string, double> LogitBias { get; set; } = ReadOnlyDictionary<string, double>.Empty;

    internal bool HasPenalties => PresencePenalty != 0 || FrequencyPenalty != 0;

    /// <summary>Checks every value.</summary>
    /// <exception cref="InvalidOptionsException">A value is out of range; the message lists every problem.</exception>
    public void Validate() => InvalidOptionsException.ThrowIfAny(FindProblems);

    internal void FindProblems(List<string> problems)
    {
        Check(double.IsFinite(Temperature) && Temperature >= 0, $"Temperature is {Temperature}; must be a finite number, 0 or more");
        Check(TopK >= 0, $"TopK is {TopK}; must be 0 (all) or more");
        Check(TopP is > 0 and <= 1, $"TopP is {TopP}; must be above 0 and at most 1 (all)");
        Check(MinP is >= 0 and <= 1, $"MinP is {MinP}; must be from 0 (all) to 1");
        Check(Math.Abs(PresencePenalty) <= MaximumPenalty, $"PresencePenalty is {PresencePenalty}; must be from -{MaximumPenalty} to {MaximumPenalty}");
        Check(Math.Abs(FrequencyPenalty) <= MaximumPenalty, $"FrequencyPenalty is {FrequencyPenalty}; must be from -{MaximumPenalty} to {MaximumPenalty}");
        Check(PenaltyWindow is >= 1 and <= MaximumPenaltyWindow, $"PenaltyWindow is {PenaltyWindow}; must be from 1 to {MaximumPenaltyWindow}");
        Check(LogitBias is not null, $"LogitBias is null; must be a dictionary, which can be empty");
        foreach ((string character, double bias) in LogitBias ?? ReadOnlyDictionary<string, double>.Empty)
        {
            Check(!double.IsNaN(bias) && !double.IsPositiveInfinity(bias), $"LogitBias of {CharacterName.Of(character)} is {bias}; must be a number, or minus infinity to forbid it");
        }

        void Check(bool isValid, FormattableString problem)
        {
            if (!isValid)
            {
                problems.Add(FormattableString.Invariant(problem));
            }
        }
    }

    /// <summary>A copy that later changes of this object do not reach.</summary>
    internal SamplingOptions Copy() => (SamplingOptions)MemberwiseClone();
}
