using System.ComponentModel.DataAnnotations;
using System.Runtime.CompilerServices;

namespace CharRnn.Inference;

/// <summary>What bounds the texts that are generated: their length, stop sequences, seed and number.</summary>
public sealed class GenerationOptions
{
    private const int MaximumStops = 64;
    private const int MaximumStopLength = 1024;
    private const int MaximumChoices = 1024;
    private const int MaximumCandidates = 1024;
    private const int MaximumAlternatives = 20;

    /// <summary>
    /// Gets or sets the stop sequences, up to 64 of up to 1,024 UTF-16 units each. Generation ends before the first match; the match is
    /// not returned. One that has a character that the vocabulary lacks never matches. The default is none.
    /// </summary>
    public IReadOnlyList<string> Stop { get; set; } = [];

    /// <summary>
    /// Gets or sets the least number of characters, or of words with a model of words, from 0 to <see cref="MaxLength"/>. Until it is reached, nothing can be drawn that
    /// would complete a stop sequence. The default is 0.
    /// </summary>
    [Range(0, int.MaxValue)]
    public int MinLength { get; set; }

    /// <summary>Gets or sets the greatest number of characters, or of words with a model of words (white space and punctuation marks are among them), 0 or more. The default is 256.</summary>
    [Range(0, int.MaxValue)]
    public int MaxLength { get; set; } = 256;

    /// <summary>Gets or sets the seed of the random numbers; the same seed gives the same text. The default is null, a fresh seed.</summary>
    public ulong? Seed { get; set; }

    /// <summary>
    /// Gets or sets how many texts are returned where several are asked for, from 1 to 1,024. Each has the seed after that of the one
    /// before. The default is 1.
    /// </summary>
    [Range(1, MaximumChoices)]
    public int Choices { get; set; } = 1;

    /// <summary>
    /// Gets or sets how many alternatives come with each character, from 0 to 20, beside its own log-probability. The default is null,
    /// neither alternatives nor log-probabilities.
    /// </summary>
    [Range(0, MaximumAlternatives)]
    public int? LogProbabilities { get; set; }

    /// <summary>Checks every value.</summary>
    /// <exception cref="InvalidOptionsException">A value is out of range; the message lists every problem.</exception>
    public void Validate() => InvalidOptionsException.ThrowIfAny(FindProblems);

    internal void FindProblems(List<string> problems)
    {
        Check(Stop is not null, "Stop is null; must be a list, which can be empty");
        Check(Stop is null || Stop.Count <= MaximumStops, $"Stop has {Stop?.Count} texts; must be at most {MaximumStops}");
        foreach (string stop in Stop ?? [])
        {
            Check(stop is { Length: > 0 and <= MaximumStopLength }, $"Stop has a text of {stop?.Length ?? 0} UTF-16 units; must be from 1 to {MaximumStopLength}");
        }

        Check(MinLength >= 0 && (MinLength <= MaxLength || MaxLength < 0), $"MinLength is {MinLength}; must be from 0 to MaxLength, {MaxLength}");
        Check(MaxLength >= 0, $"MaxLength is {MaxLength}; must be 0 or more");
        Check(Choices is >= 1 and <= MaximumChoices, $"Choices is {Choices}; must be from 1 to {MaximumChoices}");
        Check(LogProbabilities is null or (>= 0 and <= MaximumAlternatives), $"LogProbabilities is {LogProbabilities}; must be from 0 to {MaximumAlternatives}, or null");

        void Check(bool isValid, string problem) => problems.AddUnless(isValid, problem);
    }

    /// <summary>Checks how many texts <see cref="Choices"/> are chosen from.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is less than <see cref="Choices"/>, or above 1,024.</exception>
    internal void CheckCandidates(int candidates, [CallerArgumentExpression(nameof(candidates))] string? name = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(candidates, Choices, name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(candidates, MaximumCandidates, name);
    }

    /// <summary>A copy with the seed of a later choice, which is a fresh one if there is none.</summary>
    /// <param name="choices">How many choices later.</param>
    internal GenerationOptions After(int choices)
    {
        GenerationOptions copy = Copy();
        copy.Seed = choices == 0 ? Seed : Seed + (ulong)choices ?? RandomSource.FreshSeed();
        return copy;
    }

    /// <summary>A copy that asks for log-probabilities.</summary>
    internal GenerationOptions WithLogProbabilities()
    {
        GenerationOptions copy = Copy();
        copy.LogProbabilities ??= 0;
        return copy;
    }

    /// <summary>A copy that later changes of this object do not reach.</summary>
    internal GenerationOptions Copy()
    {
        GenerationOptions copy = (GenerationOptions)MemberwiseClone();
        copy.Stop = [.. Stop];
        return copy;
    }
}
