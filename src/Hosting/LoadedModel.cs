using CharRnn.Inference;

namespace CharRnn.Hosting;

/// <summary>
/// A model with its scheduler and its scorer. Its users are its owner and the snapshots; it is closed when the owner has given it up and the
/// last snapshot has left. Safe for concurrent use.
/// </summary>
internal sealed class LoadedModel
{
    private readonly Lazy<GenerationScheduler> scheduler;
    private readonly CancellationToken stopping;
    private CancellationTokenRegistration ending;

    /// <param name="model">The model, which is closed if this throws.</param>
    /// <param name="options">How it is used.</param>
    /// <param name="observer">Watches the scheduler.</param>
    /// <param name="stopping">Set when the application stops.</param>
    public LoadedModel(CharRnnModel model, CharRnnOptions options, ISchedulerObserver observer, CancellationToken stopping)
    {
        Model = model;
        this.stopping = stopping;
        scheduler = new(() => CreateScheduler(options, observer));
        Lifetime = new SharedLifetime(nameof(CharRnnSnapshot), Close);
        try
        {
            Scorer = new SentenceScorer(model, options.Scoring);
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    public CharRnnModel Model { get; }

    public GenerationScheduler Scheduler => scheduler.Value;

    /// <summary>Gets the scheduler; null before it is first asked for.</summary>
    public GenerationScheduler? CreatedScheduler => scheduler.IsValueCreated ? scheduler.Value : null;

    public SentenceScorer Scorer { get; }

    public SharedLifetime Lifetime { get; }

    /// <summary>Gets whether the native memory is given back.</summary>
    public bool IsFreed => Model.Lifetime.Users == 0;

    // A server lets open responses finish before it stops. One that streams a text would hold it up to the end of the host's patience.
    private GenerationScheduler CreateScheduler(CharRnnOptions options, ISchedulerObserver observer)
    {
        GenerationScheduler created = new(Model, options.Scheduler, observer);
        ending = stopping.Register(() => EndAfter(options.GracePeriod, created));
        return created;
    }

    private static void EndAfter(TimeSpan gracePeriod, GenerationScheduler scheduler)
    {
        if (gracePeriod == TimeSpan.Zero)
        {
            scheduler.Dispose();
        }
        else
        {
            _ = Task.Delay(gracePeriod).ContinueWith(_ => scheduler.Dispose(), TaskScheduler.Default);
        }
    }

    private void Close()
    {
        CreatedScheduler?.Dispose();
        ending.Dispose();
        Model.Dispose();
    }
}
