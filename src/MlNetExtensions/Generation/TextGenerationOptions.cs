using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using CharRnn.Inference;

namespace CharRnn.MlNetExtensions;

/// <summary>Options of <c>GenerateText</c>: how the text after each prompt is generated.</summary>
/// <remarks>An estimator copies its options; later changes do not affect it.</remarks>
public sealed class TextGenerationOptions
{
    private const int MaximumMaxLength = 1_000_000;

    /// <summary>Gets or sets how characters are chosen. The default is a temperature of 1 and no restriction.</summary>
    public SamplingOptions Sampling { get; set; } = new();

    /// <summary>
    /// Gets or sets the stop sequences, at most 64, of 1 to 1,024 UTF-16 units each. Generation ends before the first match; the match is
    /// not returned. The default is none.
    /// </summary>
    public IReadOnlyList<string> Stop { get; set; } = [];

    /// <summary>
    /// Gets or sets the number of characters before which no stop sequence can be completed, from 0 to <see cref="MaxLength"/>. The default
    /// is 0.
    /// </summary>
    [Range(0, MaximumMaxLength)]
    public int MinLength { get; set; }

    /// <summary>Gets or sets the maximum number of characters to generate, from 0 to 1,000,000. The default is 100.</summary>
    [Range(0, MaximumMaxLength)]
    [JsonPropertyName("length")]
    public int MaxLength { get; set; } = 100;

    /// <summary>
    /// Gets or sets the seed of the random numbers. Each row has a seed of its own, made of this one and the prompt, so the same prompt
    /// gives the same text in any row. The default is 0.
    /// </summary>
    public ulong Seed { get; set; }

    /// <summary>
    /// Gets or sets what happens to a character of a prompt that the vocabulary lacks. The default is <see cref="UnknownPolicy.Skip"/>: it
    /// is left out.
    /// </summary>
    public UnknownPolicy UnknownPolicy { get; set; } = UnknownPolicy.Skip;

    /// <summary>
    /// Gets or sets the number of rows that are read and generated before the first is returned, from 1 to 65,536. The default is 32.
    /// </summary>
    [Range(1, ScoringOptions.MaximumLookAhead)]
    public int LookAhead { get; set; } = 32;

    /// <summary>
    /// Gets or sets the number of rows that are generated in parallel, from 1 to 1024, or 0 for one per core. It is limited to the cores of
    /// the machine that generates. The default is 0.
    /// </summary>
    [Range(0, ThreadCount.Maximum)]
    public int Threads { get; set; }

    /// <summary>Gets <see cref="Threads"/> on this machine.</summary>
    internal int ThreadsHere => ThreadCount.OrOneForEachCore(Threads);

    /// <summary>Checks all options.</summary>
    /// <exception cref="InvalidOptionsException">An option is out of range. The message lists every such option.</exception>
    public void Validate()
    {
        List<string> problems = [];
        Sampling?.FindProblems(problems);
        problems = [.. problems.Select(problem => $"Sampling.{problem}")];
        Check(Sampling is not null, "Sampling is null; must be an object");
        new GenerationOptions { Stop = Stop, MinLength = MinLength, MaxLength = Math.Max(0, MaxLength) }.FindProblems(problems);
        Check(MaxLength is >= 0 and <= MaximumMaxLength, $"MaxLength is {MaxLength}; must be from 0 to {MaximumMaxLength}");
        Check(Enum.IsDefined(UnknownPolicy), $"UnknownPolicy is {UnknownPolicy}; must be Error, Replace, Skip or Floor");
        Check(LookAhead is >= 1 and <= ScoringOptions.MaximumLookAhead, $"LookAhead is {LookAhead}; must be from 1 to {ScoringOptions.MaximumLookAhead}");
        Check(Threads is >= 0 and <= ThreadCount.Maximum, $"Threads is {Threads}; must be from 1 to {ThreadCount.Maximum}, or 0 for one per core");
        InvalidOptionsException.ThrowIfAny(problems);

        void Check(bool isValid, string problem) => problems.AddUnless(isValid, problem);
    }

    /// <summary>Returns what bounds the text of one row.</summary>
    /// <param name="seed">The row's seed.</param>
    internal GenerationOptions ForSession(ulong seed) => new() { Seed = seed, Stop = Stop, MinLength = MinLength, MaxLength = MaxLength };
}
