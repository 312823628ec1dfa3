using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace CharRnn.Hosting;

/// <summary>
/// Watches a model's options and its file. A file is written in pieces and a configuration changes in several places, so a change counts when
/// none has followed it for a quarter of a second.
/// </summary>
internal sealed class ModelWatcher : IDisposable
{
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(250);

    private readonly Lock gate = new(); // of the file
    private readonly ITimer timer;
    private readonly IDisposable[] subscriptions;
    private FileSystemWatcher? file;
    private bool isDisposed;

    /// <param name="sources">What tells of changes of options.</param>
    /// <param name="name">The options' name.</param>
    /// <param name="path">The file's full path; null means no file.</param>
    /// <param name="onChange">Called after changes, on a thread of the pool. Calls can overlap.</param>
    public ModelWatcher(IEnumerable<IOptionsChangeTokenSource<CharRnnOptions>> sources, string name, string? path, Action onChange)
    {
        timer = TimeProvider.System.CreateTimer(_ => onChange(), state: null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        subscriptions = [.. sources.Where(source => (source.Name ?? Options.DefaultName) == name).Select(source => ChangeToken.OnChange(source.GetChangeToken, OnChange))];
        WatchFile(path);
    }

    /// <summary>Watches a file in place of the one before.</summary>
    /// <param name="path">The full path; null means no file.</param>
    public void WatchFile(string? path)
    {
        lock (gate)
        {
            file?.Dispose();
            file = path is null || isDisposed ? null : Watch(path);
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            isDisposed = true;
            file?.Dispose();
        }

        Array.ForEach(subscriptions, subscription => subscription.Dispose());
        timer.Dispose();
    }

    private FileSystemWatcher Watch(string path)
    {
        FileSystemWatcher watcher = new(Path.GetDirectoryName(path)!, Path.GetFileName(path));
        watcher.Changed += (_, _) => OnChange();
        watcher.Created += (_, _) => OnChange();
        watcher.Renamed += (_, _) => OnChange();
        watcher.EnableRaisingEvents = true;
        return watcher;
    }

    private void OnChange() => timer.Change(Quiet, Timeout.InfiniteTimeSpan);
}
