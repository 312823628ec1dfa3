namespace CharRnn.Inference;

/// <summary>How many requests a <see cref="GenerationScheduler"/> takes.</summary>
public sealed record GenerationSchedulerOptions
{
    /// <summary>Texts that grow at once, 1 to 1024. Default 32.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>Requests that may wait beside them, 1 to 1,000,000; one more is turned away. Default 1,024.</summary>
    public int QueueLength { get; init; } = 1024;

    /// <summary>Checks every value.</summary>
    /// <exception cref="InvalidOptionsException">Any is out of range; the message lists all that are.</exception>
    public void Validate()
    {
        List<string> problems = [];
        if (BatchSize is < 1 or > 1024)
        {
            problems.Add($"BatchSize is {BatchSize}; must be from 1 to 1024");
        }

        if (QueueLength is < 1 or > 1_000_000)
        {
            problems.Add($"QueueLength is {QueueLength}; must be from 1 to 1000000");
        }

        InvalidOptionsException.ThrowIfAny(problems);
    }
}
