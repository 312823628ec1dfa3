namespace CharRnn.Cli;

/// <summary>The corpora that have a name. Each is generated or downloaded once and kept in the cache folder.</summary>
/// <remarks>Downloads use the proxy settings of the system (on Linux HTTPS_PROXY, ALL_PROXY and NO_PROXY).</remarks>
internal static class NamedCorpora
{
    /// <summary>The corpus that comes with char-rnn, byte for byte.</summary>
    public static readonly CorpusDownload TinyShakespeare = new(
        "tinyshakespeare",
        new Uri("https://raw.githubusercontent.com/karpathy/char-rnn/master/data/tinyshakespeare/input.txt"),
        Size: 1_115_394,
        Sha256: "86c4e6aa9db7c042ec79f339dcb96d42b0075e16b8fc2e86bf0ca57e2dc565ed");

    /// <summary>All named corpora.</summary>
    public static IReadOnlyList<NamedCorpus> All { get; } =
    [
        new("dotnet-docs-small", "500,000 characters of the .NET SDK's documentation", (folder, _, _) => DotNetDocs.WritePart(folder, 500_000)),
        new("dotnet-docs", "2 million characters of it", (folder, _, _) => DotNetDocs.WritePart(folder, 2_000_000)),
        new("dotnet-docs-full", "all of it, 7 million characters", (folder, _, _) => DotNetDocs.WriteFull(folder)),
        new("dotnet-names", "the names of its 7,000 types, one per line", (folder, _, _) => DotNetNames.Write(folder)),
        new(TinyShakespeare.Name, "1 million characters of Shakespeare, downloaded on first use, through HTTPS_PROXY if it is set", TinyShakespeare.Locate),
    ];

    /// <summary>The names of all corpora, for messages.</summary>
    public static string Names => string.Join(", ", All.Select(corpus => corpus.Name));

    /// <summary>Returns the corpus with the given name, or null.</summary>
    public static NamedCorpus? Find(string name) => All.FirstOrDefault(corpus => corpus.Name == name);

    /// <summary>
    /// The folder that keeps the corpora: the value of CHARRNN_CACHE, or the folder charrnn in the user's cache folder
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

/// <summary>Writes the text of a corpus to a folder, unless the file exists, and returns its path.</summary>
/// <param name="folder">The cache folder, which must exist.</param>
/// <param name="progress">Receives the fraction downloaded so far, 0 to 1.</param>
/// <param name="cancellation">Stops a download; the next one continues it.</param>
internal delegate string CorpusMaker(string folder, IProgress<double>? progress = null, CancellationToken cancellation = default);

/// <summary>A named corpus.</summary>
/// <param name="Name">The name.</param>
/// <param name="Description">What it is, in a few words.</param>
/// <param name="Make">Writes its text to the cache folder, unless it is there.</param>
internal sealed record NamedCorpus(string Name, string Description, CorpusMaker Make)
{
    /// <summary>Returns the path of the corpus in the cache folder. A missing corpus is generated or downloaded first.</summary>
    /// <param name="progress">Receives the fraction downloaded so far, 0 to 1.</param>
    /// <param name="cancellation">Stops a download; the next one continues it.</param>
    /// <exception cref="CharRnnException">The corpus cannot be generated, downloaded or written.</exception>
    public string Locate(IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        try
        {
            return Make(Directory.CreateDirectory(NamedCorpora.CacheFolder).FullName, progress, cancellation);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CharRnnException($"Cannot write to the cache folder {NamedCorpora.CacheFolder} (CHARRNN_CACHE sets another): {exception.Message}", exception);
        }
    }
}
