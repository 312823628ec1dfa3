namespace CharRnn.MlNetExtensions.Training.Internals;

/// <summary>A token for ML.NET's cancellation, which can only be asked for.</summary>
internal sealed class CancellationWatch : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    private readonly CancellationTokenSource source = new();
    private readonly Func<bool> isCanceled;
    private readonly Timer timer;

    public CancellationWatch(Func<bool> isCanceled)
    {
        this.isCanceled = isCanceled;
        Look();
        timer = new Timer(_ => Look(), state: null, Interval, Interval);
    }

    public CancellationToken Token => source.Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        timer.DisposeAsync().AsTask().Wait(); // until no call of Look is under way
        source.Dispose();
    }

    private void Look()
    {
        if (isCanceled())
        {
            source.Cancel();
        }
    }
}
