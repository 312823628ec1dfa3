using System.Security.Cryptography;

namespace CharRnn.Cli;

/// <summary>
/// A corpus that is downloaded once and kept in the cache folder. NAME.partial grows until it is whole and its hash is right, and
/// only then becomes NAME.txt; so a kill at any instant, or a bad server, leaves nothing that could be taken for the corpus. What
/// an interrupted download left is where the next one goes on. NAME.lock, which stays behind empty, lets one process download
/// while others wait for its result.
/// </summary>
/// <param name="Name">The corpus' name.</param>
/// <param name="Address">Where it is; HTTPS, and something that is not meant to change.</param>
/// <param name="Size">Its length in bytes; more is never written.</param>
/// <param name="Sha256">Its SHA-256 in lower-case hexadecimal.</param>
internal sealed record CorpusDownload(string Name, Uri Address, long Size, string Sha256)
{
    /// <summary>How long nothing may arrive.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a download may take; what has arrived by then is kept.</summary>
    public TimeSpan TotalTimeout { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Makes what speaks HTTP.</summary>
    public Func<HttpMessageHandler> CreateHandler { get; init; } = () => new SocketsHttpHandler();

    /// <summary>The path of the corpus' file in a folder, downloaded now if it is not there.</summary>
    /// <remarks>
    /// A file that is there is hashed every time: reading a megabyte takes milliseconds, a training on the wrong text hours. A
    /// wrong one is somebody's (Git's line ends, an edit, a download by hand), so it is reported and not overwritten.
    /// </remarks>
    /// <param name="folder">The cache folder, which exists.</param>
    /// <param name="progress">Told the fraction that has arrived, 0 to 1.</param>
    /// <param name="cancellation">Stops a download; what has arrived is kept.</param>
    /// <exception cref="CharRnnException">It cannot be downloaded, or the file there is another.</exception>
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
        else if (HashOf(path) is { } found && found != Sha256)
        {
            throw new CharRnnException(
                $"{path} is not {Name}: its SHA-256 is {found}; must be {Sha256}. Delete it to download it from {Address}, or name another file.");
        }

        return path;
    }

    private async Task DownloadAsync(string path, IProgress<double>? progress, CancellationToken cancellation)
    {
        string partial = Path.ChangeExtension(path, ".partial");
        try
        {
            using FileStream held = await LockAsync(Path.ChangeExtension(path, ".lock"), partial, cancellation);
            if (!Path.Exists(path)) // else the process that held the lock has made it
            {
                await CompleteAsync(partial, progress, cancellation);
                File.Move(partial, path);
            }
        }
        catch (HttpRequestException exception)
        {
            long kept = LengthOf(partial);
            string hint = kept == 0 ? "" : $" ({kept:N0} of {Size:N0} bytes are kept; the next try goes on from there)";
            throw new CharRnnException(
                $"Cannot download {Name} from {Address}: {exception.Message.TrimEnd('.')}{hint}. Download it by hand to {path}, or name another file.",
                exception);
        }
    }

    /// <summary>Makes the partial file whole and right: once from what is kept, and where that ends wrong, once from nothing.</summary>
    private async Task CompleteAsync(string partial, IProgress<double>? progress, CancellationToken cancellation)
    {
        using HttpClient client = new(CreateHandler()) { Timeout = Timeout.InfiniteTimeSpan };
        ResumableFetch fetch = new(client, Address, Size, IdleTimeout, TotalTimeout);
        while (true)
        {
            bool isContinued = await fetch.RunAsync(partial, progress, cancellation);
            string found = HashOf(partial);
            if (found == Sha256)
            {
                return;
            }

            File.Delete(partial);
            if (!isContinued)
            {
                throw new HttpRequestException($"what arrived is another file, its SHA-256 is {found}; must be {Sha256}");
            }
        }
    }

    /// <summary>Waits until no other process downloads this corpus, as long as its download moves.</summary>
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
                if (unchanged > 2 * IdleTimeout) // the other one's own time has passed long ago
                {
                    throw new HttpRequestException($"another process holds {path}, and its download does not move", exception);
                }

                await Task.Delay(pause, cancellation);
            }
        }
    }

    private static long LengthOf(string path) => (File.Exists(path) ? File.ResolveLinkTarget(path, returnFinalTarget: true) ?? new FileInfo(path) : null) is FileInfo { Exists: true } file ? file.Length : 0;

    private static string HashOf(string path)
    {
        using FileStream file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }
}
