namespace CharRnn.Inference;

/// <summary>How texts are scored.</summary>
public sealed record ScoringOptions
{
    /// <summary>What to do with a character that the vocabulary lacks. Default: score it at the floor of 20 bits.</summary>
    public UnknownPolicy UnknownPolicy { get; init; } = UnknownPolicy.Floor;

    /// <summary>Whether the end of the text (a newline) is scored too. Null, the default: for line models only.</summary>
    public bool? IncludeEnd { get; init; }

    /// <summary>Whether <see cref="SentenceScore.Surprisals"/>, what each character costs, are wanted. Default false.</summary>
    public bool WithSurprisals { get; init; }

    /// <summary>Texts scored at once, 1 to 1024. Default 32.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>Checks every value.</summary>
    /// <exception cref="InvalidOptionsException">Any is out of range.</exception>
    public void Validate()
    {
        if (BatchSize is < 1 or > 1024)
        {
            throw new InvalidOptionsException($"BatchSize is {BatchSize}; must be from 1 to 1024");
        }
    }
}
