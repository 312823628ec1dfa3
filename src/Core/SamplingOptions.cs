using System.Collections.ObjectModel;

namespace CharRnn;

/// <summary>How the next symbol is drawn from the model's logits; the names are those of Hugging Face and OpenAI.</summary>
public sealed record SamplingOptions
{
    private const int MaximumPenaltyWindow = 1 << 20;
    private const int MaximumStops = 64;
    private const int MaximumStopLength = 1024;
    private const int MaximumChoices = 1024;
    private const int MaximumAlternatives = 20;

    /// <summary>
    /// What the logits are divided by, 0 or more: below 1 the text grows safer, above 1 wilder; 0 always takes the most
    /// likely symbol. Default 1, the distribution as it was learnt.
    /// </summary>
    public double Temperature { get; init; } = 1;

    /// <summary>Only this many of the most likely symbols can be drawn; 0, the default, is all of them.</summary>
    public int TopK { get; init; }

    /// <summary>
    /// Only the fewest of the most likely symbols can be drawn whose probabilities reach this sum, above 0 and up to 1
    /// ("nucleus sampling", Holtzman et al. 2020). Default 1, all of them.
    /// </summary>
    public double TopP { get; init; } = 1;

    /// <summary>
    /// Only symbols can be drawn whose probability is at least this fraction of the most likely one's, from 0 to 1 (Nguyen et
    /// al. 2024). Default 0, all of them.
    /// </summary>
    public double MinP { get; init; }

    /// <summary>
    /// What is taken off the logit of a symbol that the text had within <see cref="PenaltyWindow"/>, from -2 to 2. Default 0.
    /// </summary>
    public double PresencePenalty { get; init; }

    /// <summary>
    /// What is taken off the logit of a symbol for each time that the text had it within <see cref="PenaltyWindow"/>, from -2
    /// to 2. Default 0.
    /// </summary>
    public double FrequencyPenalty { get; init; }

    /// <summary>How many of the text's last symbols the penalties look at, 1 to 1,048,576. Default 64.</summary>
    public int PenaltyWindow { get; init; } = 64;

    /// <summary>
    /// What is added to the logit of a character, by the character; minus infinity forbids it. Default nothing.
    /// </summary>
    public IReadOnlyDictionary<string, double> LogitBias { get; init; } = ReadOnlyDictionary<string, double>.Empty;

    /// <summary>
    /// Texts that end what is generated, which then has none of them: up to 64, of up to 1,024 UTF-16 units each. Default none.
    /// </summary>
    public IReadOnlyList<string> Stop { get; init; } = [];

    /// <summary>
    /// Characters before which the text does not end at a stop string: until then, none can be drawn that would complete one.
    /// 0, the default, to <see cref="MaxLength"/>.
    /// </summary>
    public int MinLength { get; init; }

    /// <summary>Characters after which the text ends, 0 or more. Default 256.</summary>
    public int MaxLength { get; init; } = 256;

    /// <summary>Names the random numbers; the same seed gives the same text. Null, the default, is a fresh one.</summary>
    public ulong? Seed { get; init; }

    /// <summary>
    /// How many texts are given where several are asked for, 1 to 1,024; each has the seed after that of the one before.
    /// Default 1.
    /// </summary>
    public int Choices { get; init; } = 1;

    /// <summary>
    /// Whether each character comes with the logarithm of its probability, and with those of how many of the likeliest: 0 to 20,
    /// or null, the default, for neither.
    /// </summary>
    public int? LogProbabilities { get; init; }

    /// <summary>Whether a symbol's logit depends on the text before.</summary>
    public bool HasPenalties => PresencePenalty != 0 || FrequencyPenalty != 0;

    /// <summary>Checks every value.</summary>
    /// <exception cref="InvalidOptionsException">Any is out of range; the message lists all that are.</exception>
    public void Validate()
    {
        List<string> problems = [];
        Check(double.IsFinite(Temperature) && Temperature >= 0, $"Temperature is {Temperature}; must be a finite number, 0 or more");
        Check(TopK >= 0, $"TopK is {TopK}; must be 0 (all) or more");
        Check(TopP is > 0 and <= 1, $"TopP is {TopP}; must be above 0 and at most 1 (all)");
        Check(MinP is >= 0 and <= 1, $"MinP is {MinP}; must be from 0 (all) to 1");
        Check(PresencePenalty is >= -2 and <= 2, $"PresencePenalty is {PresencePenalty}; must be from -2 to 2");
        Check(FrequencyPenalty is >= -2 and <= 2, $"FrequencyPenalty is {FrequencyPenalty}; must be from -2 to 2");
        Check(PenaltyWindow is >= 1 and <= MaximumPenaltyWindow, $"PenaltyWindow is {PenaltyWindow}; must be from 1 to {MaximumPenaltyWindow}");
        foreach ((string character, double bias) in LogitBias)
        {
            Check(!double.IsNaN(bias) && !double.IsPositiveInfinity(bias), $"LogitBias of {CharacterName.Of(character)} is {bias}; must be a number, or minus infinity to forbid it");
        }

        Check(Stop.Count <= MaximumStops, $"Stop has {Stop.Count} texts; must be at most {MaximumStops}");
        foreach (string stop in Stop)
        {
            Check(stop is { Length: > 0 and <= MaximumStopLength }, $"Stop has a text of {stop?.Length ?? 0} UTF-16 units; must be from 1 to {MaximumStopLength}");
        }

        Check(MinLength >= 0 && MinLength <= MaxLength, $"MinLength is {MinLength}; must be from 0 to MaxLength, {MaxLength}");
        Check(MaxLength >= 0, $"MaxLength is {MaxLength}; must be 0 or more");
        Check(Choices is >= 1 and <= MaximumChoices, $"Choices is {Choices}; must be from 1 to {MaximumChoices}");
        Check(LogProbabilities is null or (>= 0 and <= MaximumAlternatives), $"LogProbabilities is {LogProbabilities}; must be from 0 to {MaximumAlternatives}, or null");
        InvalidOptionsException.ThrowIfAny(problems);

        void Check(bool isSound, string problem)
        {
            if (!isSound)
            {
                problems.Add(problem);
            }
        }
    }
}
