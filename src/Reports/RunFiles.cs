namespace CharRnn.Reports;

/// <summary>Reads the files of a run, whole and with a bound, also while the training still writes them.</summary>
internal sealed class RunFiles
{
    public const string Config = "config.json";
    public const string Metrics = "metrics.jsonl";
    public const string Samples = "samples.txt";

    private readonly string folder;

    private RunFiles(string folder) => this.folder = folder;

    /// <summary>The folder's own name, without where it is.</summary>
    public string Name => new DirectoryInfo(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder))).Name;

    /// <exception cref="CharRnnException">The folder is not a run.</exception>
    public static RunFiles Open(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        return File.Exists(Path.Combine(folder, Config))
            ? new RunFiles(folder)
            : throw new CharRnnException($"{folder} is not a run of CharRnn: it has no {Config}.");
    }

    public string InFolder(string name) => Path.Combine(folder, name);

    /// <summary>A file's bytes; none where there is no such file, as in a run that has only begun.</summary>
    /// <param name="name">Its name in the folder.</param>
    /// <param name="maximumLength">Bytes; a longer file is refused before it takes memory.</param>
    public byte[] Read(string name, int maximumLength)
    {
        string path = InFolder(name);
        if (!File.Exists(path))
        {
            return [];
        }

        try
        {
            // Whoever trains may go on writing.
            using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            if (stream.Length > maximumLength)
            {
                throw new CharRnnException($"{path} has {stream.Length} bytes; a report reads at most {maximumLength}.");
            }

            byte[] bytes = new byte[stream.Length];
            int read = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            return bytes[..read];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CharRnnException($"Cannot read {path}: {exception.Message}", exception);
        }
    }
}
