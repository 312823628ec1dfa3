namespace CharRnn.Inference;

/// <summary>
/// Watches a <see cref="GenerationScheduler"/>. Its methods are called on the scheduler's threads and its callers', several at once, and
/// must be short and throw nothing.
/// </summary>
public interface ISchedulerObserver
{
    /// <summary>
    /// Called when a request is rejected because the queue is full, and not again until the queue has been empty. The measurement
    /// <c>charrnn.requests</c> counts all that are rejected.
    /// </summary>
    /// <param name="waiting">How many requests are waiting.</param>
    void OnQueueFull(int waiting)
    {
    }

    /// <summary>Called when a run of the model fails, and with it the texts in it.</summary>
    /// <param name="exception">What went wrong.</param>
    /// <param name="texts">How many texts.</param>
    void OnRunFailed(Exception exception, int texts)
    {
    }

    /// <summary>Called when the scheduler stops without being disposed; it takes no more requests.</summary>
    /// <param name="exception">What went wrong.</param>
    void OnStopped(Exception exception)
    {
    }
}
