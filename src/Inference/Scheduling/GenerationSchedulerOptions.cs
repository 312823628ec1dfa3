using System.ComponentModel.DataAnnotations;

namespace CharRnn.Inference;

/// <summary>How many requests a <see cref="GenerationScheduler"/> takes, and how many threads serve them.</summary>
public sealed class GenerationSchedulerOptions
{
    private const int MaximumBatchSize = 1024;
    private const int MaximumQueueLength = 1_000_000;

    /// <summary>
    /// Gets or sets the number of threads that serve, each a batch of its own, from 1 to 1,024. More than the machine's cores are reduced
    /// to these, with a warning. The default is 1, which leaves the other cores to the rest of the service.
    /// </summary>
    [Range(1, ThreadCount.Maximum)]
    public int Threads { get; set; } = 1;

    /// <summary>
    /// Gets or sets how many texts grow at once, on all threads together, from <see cref="Threads"/> to 1,024. The default is 32.
    /// </summary>
    [Range(1, MaximumBatchSize)]
    public int BatchSize { get; set; } = 32;

    /// <summary>
    /// Gets or sets how many requests can wait besides, from 1 to 1,000,000; one more is rejected. The default is 1,024.
    /// </summary>
    [Range(1, MaximumQueueLength)]
    public int QueueLength { get; set; } = 1024;

    /// <summary>Checks every value.</summary>
    /// <exception cref="InvalidOptionsException">A value is out of range; the message lists every problem.</exception>
    public void Validate() => InvalidOptionsException.ThrowIfAny(FindProblems);

    internal void FindProblems(List<string> problems)
    {
        ThreadCount.Check(Threads, problems);
        int leastBatchSize = Math.Max(1, Threads);
        if (BatchSize < leastBatchSize || BatchSize > MaximumBatchSize)
        {
            string threads = leastBatchSize == 1 ? "" : " (Threads)";
            problems.Add($"BatchSize is {BatchSize}; must be from {leastBatchSize}{threads} to {MaximumBatchSize}");
        }

        if (QueueLength is < 1 or > MaximumQueueLength)
        {
            problems.Add($"QueueLength is {QueueLength}; must be from 1 to {MaximumQueueLength}");
        }
    }
}
