namespace CharRnn.Trainer;

/// <summary>The corpora that can be asked for by name; each is made once and kept in the cache folder.</summary>
public static class NamedCorpora
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<NamedCorpus> All { get; } =
    [
        new("dotnet-docs-small", "half a million characters of the .NET SDK's own documentation", folder => DotNetDocs.WritePart(folder, 500_000)),
        new("dotnet-docs", "two million characters of it", folder => DotNetDocs.WritePart(folder, 2_000_000)),
        new("dotnet-docs-full", "all of it, seven million", DotNetDocs.WriteFull),
    ];

    /// <summary>Their names, for messages.</summary>
    public static string Names => string.Join(", ", All.Select(corpus => corpus.Name));

    /// <summary>The corpus of a name, or null.</summary>
    public static NamedCorpus? Find(string name) => All.FirstOrDefault(corpus => corpus.Name == name);

    /// <summary>
    /// Where made corpora are kept: the environment variable CHARRNN_CACHE, or charrnn in the user's cache folder
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

/// <summary>A corpus with a name.</summary>
/// <param name="Name">The name.</param>
/// <param name="Description">What it is, in a few words.</param>
/// <param name="Make">Writes its text into the folder given and returns the file's path; a file that is there is kept.</param>
public sealed record NamedCorpus(string Name, string Description, Func<string, string> Make)
{
    /// <summary>The path of the corpus' file in the cache, made now if it is not there.</summary>
    /// <exception cref="CharRnnException">It cannot be made or written.</exception>
    public string Locate()
    {
        try
        {
            return Make(Directory.CreateDirectory(NamedCorpora.CacheFolder).FullName);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CharRnnException($"Cannot write the cache folder {NamedCorpora.CacheFolder} (CHARRNN_CACHE names another): {exception.Message}", exception);
        }
    }
}
