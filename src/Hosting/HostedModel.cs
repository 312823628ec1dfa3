using CharRnn.Inference;

namespace CharRnn.Hosting;

/// <summary>What a host has made of a model so far. Looking at it loads nothing and waits for nothing.</summary>
internal sealed class HostedModel
{
    private volatile CharRnnModel? model;
    private volatile GenerationScheduler? scheduler;
    private volatile Exception? loadFailure;

    /// <summary>Gets the model; null before it is loaded.</summary>
    public CharRnnModel? Model => model;

    /// <summary>Gets the scheduler; null before it is first asked for.</summary>
    public GenerationScheduler? Scheduler => scheduler;

    /// <summary>Gets why the model was not loaded; null where it was, or was not tried.</summary>
    public Exception? LoadFailure => loadFailure;

    public CharRnnModel Load(Func<CharRnnModel> load)
    {
        try
        {
            model = load();
            loadFailure = null;
            return model;
        }
        catch (Exception exception)
        {
            loadFailure = exception;
            throw;
        }
    }

    public GenerationScheduler Schedule(GenerationScheduler created) => scheduler = created;
}
