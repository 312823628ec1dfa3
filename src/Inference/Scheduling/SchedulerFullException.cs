namespace CharRnn.Inference;

/// <summary>
/// The queue of a scheduler is full. The same request can succeed later. A web service answers it with the status 503 (Service
/// Unavailable) and <see cref="RetryAfter"/> as its Retry-After header.
/// </summary>
public sealed class SchedulerFullException : CharRnnException
{
    private const double MinimumSeconds = 1;
    private const double MaximumSeconds = 60;

    /// <summary>Creates the error.</summary>
    /// <param name="message">What is full.</param>
    /// <param name="retryAfter">When to try again, from now.</param>
    public SchedulerFullException(string message, TimeSpan retryAfter)
        : base(message) => RetryAfter = retryAfter;

    /// <summary>
    /// Gets when to try again, from now, in whole seconds from 1 to 60. It is how long the request at the head of the queue has waited,
    /// which is about how long a request waits now.
    /// </summary>
    public TimeSpan RetryAfter { get; }

    internal static SchedulerFullException Of(int waiting, TimeSpan longestWait)
    {
        TimeSpan retryAfter = TimeSpan.FromSeconds(Math.Clamp(Math.Ceiling(longestWait.TotalSeconds), MinimumSeconds, MaximumSeconds));
        return new SchedulerFullException($"The queue is full: {waiting} requests are waiting, the maximum. Try again in {retryAfter.TotalSeconds} s.", retryAfter);
    }
}
