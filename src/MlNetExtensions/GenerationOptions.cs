namespace CharRnn.MlNetExtensions;

/// <summary>How a column of prompts is gone on from.</summary>
public sealed record GenerationOptions
{
    private const int MaximumLookAhead = 65_536;
    private const int MaximumLength = 1_000_000;
    private const int MaximumThreads = 1024;

    /// <summary>
    /// How characters are drawn. Its seed must be null: each row has a seed of its own, made of <see cref="Seed"/> and the prompt.
    /// </summary>
    public SamplingOptions Sampling { get; init; } = new();

    /// <summary>Names the random numbers: the same prompt goes on in the same way, wherever it stands. Default 0.</summary>
    public ulong Seed { get; init; }

    /// <summary>Characters that are drawn at most, 0 to 1,000,000. Default 100.</summary>
    public int Length { get; init; } = 100;

    /// <summary>What to do with a character of a prompt that the vocabulary lacks. Default: leave it out.</summary>
    public UnknownPolicy UnknownPolicy { get; init; } = UnknownPolicy.Skip;

    /// <summary>Rows that are read and written before the first of them is handed out, 1 to 65,536. Default 32.</summary>
    public int LookAhead { get; init; } = 32;

    /// <summary>Rows that are written at once, 1 to 1024; 0, the default, is one a core of the machine that writes.</summary>
    public int Threads { get; init; }

    /// <summary>Checks every value.</summary>
    /// <exception cref="InvalidOptionsException">Any is out of range; the message lists all that are.</exception>
    public void Validate()
    {
        List<string> problems = [];
        try
        {
            Sampling.Validate();
        }
        catch (InvalidOptionsException exception)
        {
            problems.AddRange(exception.Problems.Select(problem => $"Sampling.{problem}"));
        }

        Check(Sampling.Seed is null, $"Sampling.Seed is {Sampling.Seed}; must be null, because each row has a seed made of Seed and its prompt");
        Check(Length is >= 0 and <= MaximumLength, $"Length is {Length}; must be from 0 to {MaximumLength}");
        Check(Enum.IsDefined(UnknownPolicy), $"UnknownPolicy is {UnknownPolicy}; must be Error, Replace, Skip or Floor");
        Check(LookAhead is >= 1 and <= MaximumLookAhead, $"LookAhead is {LookAhead}; must be from 1 to {MaximumLookAhead}");
        Check(Threads is >= 0 and <= MaximumThreads, $"Threads is {Threads}; must be from 1 to {MaximumThreads}, or 0 for one a core");
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
