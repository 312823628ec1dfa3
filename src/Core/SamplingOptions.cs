namespace CharRnn;

/// <summary>How the next symbol is drawn from the model's logits.</summary>
public sealed record SamplingOptions
{
    /// <summary>
    /// What the logits are divided by, 0 or more: below 1 the text grows safer, above 1 wilder; 0 always takes the most
    /// likely symbol. Default 1, the distribution as it was learnt.
    /// </summary>
    public double Temperature { get; init; } = 1;

    /// <summary>Only this many of the most likely symbols can be drawn; 0, the default, is all of them.</summary>
    public int TopK { get; init; }

    /// <summary>Names the random numbers; the same seed gives the same text. Null, the default, is a fresh one.</summary>
    public ulong? Seed { get; init; }

    /// <summary>Checks every value.</summary>
    /// <exception cref="InvalidOptionsException">Any is out of range; the message lists all that are.</exception>
    public void Validate()
    {
        List<string> problems = [];
        if (!double.IsFinite(Temperature) || Temperature < 0)
        {
            problems.Add($"Temperature is {Temperature}; must be a finite number, 0 or more");
        }

        if (TopK < 0)
        {
            problems.Add($"TopK is {TopK}; must be 0 (all) or more");
        }

        InvalidOptionsException.ThrowIfAny(problems);
    }
}
