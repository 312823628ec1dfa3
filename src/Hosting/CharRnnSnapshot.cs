using CharRnn.Inference;

namespace CharRnn.Hosting;

/// <summary>
/// A model with its scheduler and its scorer, as they are when a request begins. They stay the same, and open, to the end of the request's
/// scope, also if the model is reloaded meanwhile (<see cref="CharRnnOptions.ReloadOnChange"/>). Safe for concurrent use.
/// </summary>
/// <remarks>A background service takes it from a scope that it creates for each piece of work.</remarks>
public sealed class CharRnnSnapshot : IDisposable
{
    private readonly LoadedModel loaded;
    private int disposals;

    /// <param name="entered">The model, which this snapshot leaves when it is disposed.</param>
    internal CharRnnSnapshot(LoadedModel entered)
    {
        loaded = entered;
    }

    /// <summary>Gets the model.</summary>
    public CharRnnModel Model => loaded.Model;

    /// <summary>Gets what serves many requests with one batched step of the model. All snapshots of one loading share it.</summary>
    public GenerationScheduler Scheduler => loaded.Scheduler;

    /// <summary>Gets what scores texts.</summary>
    public SentenceScorer Scorer => loaded.Scorer;

    /// <summary>Ends the use of the model. The scope does this.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref disposals, 1) == 0)
        {
            loaded.Lifetime.Leave();
        }
    }
}
