namespace CharRnn.Inference;

/// <summary>How many requests a <see cref="GenerationScheduler"/> takes, and with how many threads it serves them.</summary>
public sealed record GenerationSchedulerOptions
{
    /// <summary>
    /// Threads that serve, 1 to the machine's cores, each a batch of its own. Default 1, which leaves the other cores to the rest
    /// of the service.
    /// </summary>
    public int Threads { get; init; } = 1;

    /// <summary>Texts that grow at once, <see cref="Threads"/> to 1024. Default 32.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>Requests that may wait beside them, 1 to 1,000,000; one more is turned away. Default 1,024.</summary>
    public int QueueLength { get; init; } = 1024;

    /// <summary>Checks every value.</summary>
    /// <exception cref="InvalidOptionsException">Any is out of range; the message lists all that are.</exception>
    public void Validate()
    {
        List<string> problems = [];
        ThreadCount.Check(Threads, problems);

        if (BatchSize < Math.Max(1, Threads) || BatchSize > 1024)
        {
            problems.Add($"BatchSize is {BatchSize}; must be from {Math.Max(1, Threads)} to 1024");
        }

        if (QueueLength is < 1 or > 1_000_000)
        {
            problems.Add($"QueueLength is {QueueLength}; must be from 1 to 1000000");
        }

        InvalidOptionsException.ThrowIfAny(problems);
    }
}
