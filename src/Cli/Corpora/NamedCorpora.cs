namespace CharRnn.Cli;

/// <summary>The corpora that can be asked for by name; each is made or downloaded once and kept in the cache folder.</summary>
/// <remarks>Downloads go through the proxy that the system names (on Linux by HTTPS_PROXY, ALL_PROXY and NO_PROXY).</remarks>
internal static class NamedCorpora
{
    /// <summary>The corpus that comes with char-rnn, byte for byte.</summary>
    public static readonly CorpusDownload TinyShakespeare = new(
        "tinyshakespeare",
        new Uri("https://raw.githubusercontent.com/karpathy/char-rnn/master/data/tinyshakespeare/input.txt"),
        Size: 1_115_394,
        Sha256: "86c4e6aa9db7c042ec79f339dcb96d42b0075e16b8fc2e86bf0ca57e2dc565ed");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<NamedCorpus> All { get; } =
    [
        new("dotnet-docs-small", "half a million characters of the .NET SDK's own documentation", (folder, _, _) => DotNetDocs.WritePart(folder, 500_000)),
        new("dotnet-docs", "two million characters of it", (folder, _, _) => DotNetDocs.WritePart(folder, 2_000_000)),
        new("dotnet-docs-full", "all of it, seven million", (folder, _, _) => DotNetDocs.WriteFull(folder)),
        new("dotnet-names", "the names of its seven thousand types, one a line", (folder, _, _) => DotNetNames.Write(folder)),
        new(TinyShakespeare.Name, "a million characters of Shakespeare, downloaded once, through HTTPS_PROXY if that is set", TinyShakespeare.Locate),
    ];

    /// <summary>Their names, for messages.</summary>
    public static string Names => string.Join(", ", All.Select(corpus => corpus.Name));

    /// <summary>The corpus of a name, or null.</summary>
    public static NamedCorpus? Find(string name) => All.FirstOrDefault(corpus => corpus.Name == name);

    /// <summary>
    /// Where these corpora are kept: the environment variable CHARRNN_CACHE, or charrnn in the user's cache folder
    /// (XDG_CACHE_HOME or ~/.cache; on Windows, local application data).
    /// </summary>
    public static string CacheFolder
    {
        get
        {
            if (Environment.GetEnvironmentVariable("CHARRNN_CACHE") is { Length: > 0 } chosen)
            {
                return chosen;
            }

            string parent = OperatingSystem.IsWindows()
                ? Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData)
                : Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } xdg
                    ? xdg
                    : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
            return Path.Combine(parent, "charrnn");
        }
    }
}

/// <summary>Writes a corpus' text into a folder and returns the file's path; a file that is there is kept.</summary>
/// <param name="folder">The cache folder, which exists.</param>
/// <param name="progress">Told the fraction of a download that has arrived, 0 to 1.</param>
/// <param name="cancellation">Stops a download; what has arrived is kept for the next.</param>
internal delegate string CorpusMaker(string folder, IProgress<double>? progress = null, CancellationToken cancellation = default);

/// <summary>A corpus with a name.</summary>
/// <param name="Name">The name.</param>
/// <param name="Description">What it is, in a few words.</param>
/// <param name="Make">Writes its text where it is not there yet.</param>
internal sealed record NamedCorpus(string Name, string Description, CorpusMaker Make)
{
    /// <summary>The path of the corpus' file in the cache, made or downloaded now if it is not there.</summary>
    /// <param name="progress">Told the fraction of a download that has arrived, 0 to 1.</param>
    /// <param name="cancellation">Stops a download; what has arrived is kept for the next.</param>
    /// <exception cref="CharRnnException">It cannot be made, downloaded or written.</exception>
    public string Locate(IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        try
        {
            return Make(Directory.CreateDirectory(NamedCorpora.CacheFolder).FullName, progress, cancellation);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CharRnnException($"Cannot write the cache folder {NamedCorpora.CacheFolder} (CHARRNN_CACHE names another): {exception.Message}", exception);
        }
    }
}
