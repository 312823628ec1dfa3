namespace CharRnn.Inference;

/// <summary>How texts are scored.</summary>
public sealed record ScoringOptions
{
    private const int MaximumLookAhead = 65_536;

    /// <summary>What to do with a character that the vocabulary lacks. Default: score it at the floor of 20 bits.</summary>
    public UnknownPolicy UnknownPolicy { get; init; } = UnknownPolicy.Floor;

    /// <summary>Whether the end of the text (a newline) is scored too. Null, the default: for line models only.</summary>
    public bool? IncludeEnd { get; init; }

    /// <summary>Whether <see cref="SentenceScore.Surprisals"/>, what each character costs, are wanted. Default false.</summary>
    public bool WithSurprisals { get; init; }

    /// <summary>Texts scored at once, 1 to 1024. Default 32.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>
    /// Texts that are read before the first of them is scored, <see cref="BatchSize"/> to 65,536: among more of them more are of like
    /// length, threads wait for each other less often, and more are held in memory. Null, the default: eight batches a thread.
    /// </summary>
    public int? LookAhead { get; init; }

    /// <summary>
    /// Batches scored side by side, each on a thread of its own, 1 to the machine's cores. Default 1, which leaves the other cores
    /// to whoever else is there.
    /// </summary>
    public int Threads { get; init; } = 1;

    /// <summary>Checks every value.</summary>
    /// <exception cref="InvalidOptionsException">Any is out of range; the message lists all that are.</exception>
    public void Validate()
    {
        List<string> problems = [];
        if (BatchSize is < 1 or > 1024)
        {
            problems.Add($"BatchSize is {BatchSize}; must be from 1 to 1024");
        }

        if (LookAhead < BatchSize || LookAhead > MaximumLookAhead)
        {
            problems.Add($"LookAhead is {LookAhead}; must be from BatchSize ({BatchSize}) to {MaximumLookAhead}");
        }

        ThreadCount.Check(Threads, problems);
        InvalidOptionsException.ThrowIfAny(problems);
    }
}
