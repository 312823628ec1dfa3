
namespace CharRnn.Cli;

/// <summary>
/// A corpus that is downloaded once and kept in the cache folder. The download goes to NAME.partial, which is renamed to NAME.txt only
/// when its length and hash are right, so neither a killed process nor a bad server leaves a wrong corpus behind. An interrupted
/// download is continued by the next one. NAME.lock makes other processes wait while one downloads; it stays behind, empty.
/// </summary>
/// <param name="Name">The name of the corpus.</param>
/// <param name="Address">The HTTPS address of the file, whose content must not change.</param>
/// <param name="Size">Its length in bytes. No more than that is ever written.</param>
/// <param name="Sha256">Its SHA-256 in lower-case hexadecimal.</param>
internal sealed record CorpusDownload(string Name, Uri Address, long Size, string Sha256)
{
    /// <summary>The longest time without data before a download fails.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The longest time of a download. What has arrived by then is kept.</summary>
    public TimeSpan TotalTimeout { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Creates the HTTP handler.</summary>
    public Func<HttpMessageHandler> CreateHandler { get; init; } = () => new SocketsHttpHandler();

    /// <summary>Returns the path of the corpus, which is downloaded first if the folder does not have it.</summary>
    /// <remarks>
    /// An existing file is hashed every time: that takes milliseconds, and training on the wrong text takes hours. A file with another
    /// hash was changed by someone (Git's line ends, an edit, a manual download), so it is reported and not overwritten.
    /// </remarks>
    /// <param name="folder">The cache folder, which must exist.</param>
    /// <param name="progress">Receives the fraction downloaded so far, 0 to 1.</param>
    /// <param name="cancellation">Stops the download; what has arrived is kept.</param>
    /// <exception cref="CharRnnException">The corpus cannot be downloaded, or the existing file has another hash.</exception>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public string Locate(string folder, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        string path = Path.Combine(folder, Name + ".txt");
        if (!Path.Exists(path))
        {
            Task.Run(() => DownloadAsync(path, progress, cancellation), CancellationToken.None).GetAwaiter().GetResult();
        }
        else if (LengthOf(path) == 0) // or not a file: a pipe or a device has no length
        {
            throw new CharRnnException($"{path} is not {Name}: it is empty. Delete it to download it from {Address}, or name another file.");
        }
        else if (FileHash.Of(path) is { } found && found != Sha256)
        {
            throw new CharRnnException(
                $"{path} is not {Name}: its SHA-256 is {found}; must be {Sha256}. Delete it to download it again from {Address}, or use another corpus.");
        }

        return path;
    }

    private async Task DownloadAsync(string path, IProgress<double>? progress, CancellationToken cancellation)
    {
        string partial = Path.ChangeExtension(path, ".partial");
        try
        {
            using FileStream held = await LockAsync(Path.ChangeExtension(path, ".lock"), partial, cancellation);
            if (!Path.Exists(path)) // otherwise the process that held the lock has downloaded it
            {
                await CompleteAsync(partial, progress, cancellation);
                File.Move(partial, path);
            }
        }
        catch (HttpRequestException exception)
        {
            long kept = LengthOf(partial);
            string hint = kept == 0 ? "" : $" ({kept:N0} of {Size:N0} bytes are kept; the next attempt continues from there)";
            throw new CharRnnException(
                $"Cannot download {Name} from {Address}: {exception.Message.TrimEnd('.')}{hint}. Download it manually to {path}, or use another corpus.",
                exception);
        }
    }

    /// <summary>Completes the partial file. If continuing an earlier download gives the wrong hash, it starts once more from nothing.</summary>
    private async Task CompleteAsync(string partial, IProgress<double>? progress, CancellationToken cancellation)
    {
        using HttpClient client = new(CreateHandler()) { Timeout = Timeout.InfiniteTimeSpan };
        ResumableFetch fetch = new(client, Address, Size, IdleTimeout, TotalTimeout);
        while (true)
        {
            bool isContinued = await fetch.RunAsync(partial, progress, cancellation);
            string found = FileHash.Of(partial);
            if (found == Sha256)
            {
                return;
            }

            File.Delete(partial);
            if (!isContinued)
            {
                throw new HttpRequestException($"the SHA-256 of the file is {found}; must be {Sha256}");
            }
        }
    }

    /// <summary>Waits until no other process is downloading this corpus. Gives up when that download makes no progress.</summary>
    private async Task<FileStream> LockAsync(string path, string partial, CancellationToken cancellation)
    {
        long seen = 0;
        TimeSpan unchanged = TimeSpan.Zero;
        while (true)
        {
            try
            {
                return OwnFile.Open(path, FileShare.None);
            }
            catch (IOException exception) when (SharingViolation.Is(exception))
            {
                TimeSpan pause = TimeSpan.FromMilliseconds(50);
                long length = LengthOf(partial);
                unchanged = length == seen ? unchanged + pause : TimeSpan.Zero;
                seen = length;
                if (unchanged > 2 * IdleTimeout) // the other process should have given up long ago
                {
                    throw new HttpRequestException($"another process holds {path}, and its download makes no progress", exception);
                }

                await Task.Delay(pause, cancellation);
            }
        }
    }

    private static long LengthOf(string path) => (File.Exists(path) ? File.ResolveLinkTarget(path, returnFinalTarget: true) ?? new FileInfo(path) : null) is FileInfo { Exists: true } file ? file.Length : 0;
}
