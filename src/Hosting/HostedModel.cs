using CharRnn.Inference;
using Microsoft.Extensions.Options;

namespace CharRnn.Hosting;

/// <summary>
/// A model of a host: loaded when it is first asked for, and then, if the options say so, again after each change. Its properties load
/// nothing and wait for nothing.
/// </summary>
/// <param name="name">Its name among the services.</param>
/// <param name="loader">Loads it.</param>
/// <param name="monitor">Its options.</param>
/// <param name="changes">What tells of their changes.</param>
internal sealed class HostedModel(
    string name, ModelLoader loader, IOptionsMonitor<CharRnnOptions> monitor, IEnumerable<IOptionsChangeTokenSource<CharRnnOptions>> changes) : IDisposable
{
    private readonly Lock gate = new(); // of the fields
    private readonly Lock reloading = new(); // one reload at a time, while requests enter
    private volatile LoadedModel? current;
    private volatile Exception? loadFailure;
    private ModelWatcher? watcher; // null if changes are ignored
    private volatile bool isDisposed;

    /// <summary>Gets the model; null before it is loaded.</summary>
    public CharRnnModel? Model => current?.Model;

    /// <summary>Gets the scheduler; null before it is first asked for.</summary>
    public GenerationScheduler? Scheduler => current?.CreatedScheduler;

    /// <summary>Gets why the model was not loaded; null where it was, or was not tried.</summary>
    public Exception? LoadFailure => loadFailure;

    /// <summary>Gets the model to keep for the life of the host.</summary>
    /// <param name="service">What is asked for.</param>
    /// <exception cref="InvalidOperationException">The model is reloaded, so that none lives so long.</exception>
    public LoadedModel Single(string service)
    {
        LoadedModel loaded = Load();
        return watcher is null ? loaded : throw new InvalidOperationException(
            $"ReloadOnChange is true, and a {service} would keep the model of the start; inject {nameof(CharRnnSnapshot)}, which has one of the current model.");
    }

    /// <summary>Makes the caller a user of the current model. Each call must be followed by one of Leave of its lifetime.</summary>
    public LoadedModel Enter()
    {
        lock (gate)
        {
            LoadedModel loaded = Load();
            loaded.Lifetime.Enter();
            return loaded;
        }
    }

    /// <summary>Loads the model, unless it is.</summary>
    public LoadedModel Load()
    {
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(isDisposed, this);
            return current ??= LoadFirst();
        }
    }

    /// <summary>Loads the model again. If that fails, the one before stays.</summary>
    public void Reload()
    {
        lock (reloading)
        {
            try
            {
                CharRnnOptions options = monitor.Get(name);
                watcher?.WatchFile(loader.FileOf(options)); // also if it cannot be loaded, so that it is once it is mended
                Replace(loader.Load(name, options));
            }
            catch (Exception exception)
            {
                if (!isDisposed) // else it is the services' end that was in the way
                {
                    loader.LogFailedReload(exception, current!.Model.Name);
                }
            }
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            isDisposed = true;
            watcher?.Dispose();
        }

        current?.Lifetime.Dispose();
    }

    private LoadedModel LoadFirst()
    {
        try
        {
            CharRnnOptions options = monitor.Get(name);
            LoadedModel loaded = loader.Load(name, options);
            watcher = options.ReloadOnChange ? new ModelWatcher(changes, name, loader.FileOf(options), Reload) : null;
            loadFailure = null;
            return loaded;
        }
        catch (Exception exception)
        {
            loadFailure = exception;
            throw;
        }
    }

    private void Replace(LoadedModel loaded)
    {
        LoadedModel outdated = loaded;
        lock (gate)
        {
            if (!isDisposed)
            {
                outdated = current!;
                current = loaded;
            }
        }

        outdated.Lifetime.Dispose();
    }
}
