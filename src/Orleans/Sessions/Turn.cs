namespace CharRnn.Orleans;

/// <summary>
/// A request that a session serves. A reader whose machine is gone cannot say so: a request that nobody has read for a while gives way to the
/// next.
/// </summary>
/// <param name="time">The time.</param>
/// <param name="ended">Called when it is over.</param>
/// <param name="cancellationToken">Ends the request.</param>
internal sealed class Turn(TimeProvider time, Action ended, CancellationToken cancellationToken) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource cancellation = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
    private long? waitingSince;

    public CancellationToken Token => cancellation.Token;

    /// <summary>Gets whether it has ended.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Gets whether its reader has not read for too long.</summary>
    public bool IsLeft => waitingSince is { } since && time.GetElapsedTime(since) > Patience;

    /// <summary>Begins to wait for its reader.</summary>
    public void WaitForReader() => waitingSince = time.GetTimestamp();

    /// <summary>Goes on, because the reader wants more.</summary>
    /// <exception cref="SessionException">Another request has its place.</exception>
    public void GoOn()
    {
        waitingSince = null;
        if (IsOver)
        {
            throw SessionFailure.TakenOver();
        }
    }

    /// <summary>Ends it, because another takes its place.</summary>
    public void GiveWay()
    {
        IsOver = true;
        cancellation.Cancel();
    }

    public void Dispose()
    {
        IsOver = true;
        cancellation.Dispose();
        ended();
    }
}
