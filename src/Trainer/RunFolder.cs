using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CharRnn.Trainer;

/// <summary>
/// Where a training leaves what it makes. Whole files are written beside and renamed, lists grow by whole lines, so a
/// kill at any instant leaves a usable run.
/// </summary>
public sealed class RunFolder
{
    /// <summary>The newest format of a run that this version knows, and the one that it writes.</summary>
    public const int CurrentFormat = 1;

    private const string ConfigName = "config.json";

    private RunFolder(string path) => FolderPath = path;

    /// <summary>The folder.</summary>
    public string FolderPath { get; }

    /// <summary>The weights of the lowest validation loss, or the last ones where nothing was validated.</summary>
    public string BestWeightsPath => File.Exists(InFolder("best.safetensors")) ? InFolder("best.safetensors") : LastWeightsPath;

    /// <summary>The weights of the last checkpoint.</summary>
    public string LastWeightsPath => InFolder("last.safetensors");

    /// <summary>The samples taken while training.</summary>
    public string SamplesPath => InFolder("samples.txt");

    /// <summary>The figures of the training, one JSON object a line.</summary>
    public string MetricsPath => InFolder("metrics.jsonl");

    /// <summary>Whether a folder is a run.</summary>
    public static bool IsRun(string path) => File.Exists(Path.Combine(path, ConfigName));

    /// <summary>Makes a new run.</summary>
    /// <param name="path">A folder that is not there yet, is empty, or (with <paramref name="overwrite"/>) holds another run.</param>
    /// <param name="overwrite">Whether a run that is there is deleted.</param>
    /// <exception cref="CharRnnException">The folder holds something else, or cannot be written.</exception>
    public static RunFolder Create(string path, bool overwrite)
    {
        RunFolder run = new(path);
        try
        {
            if (File.Exists(path) || (Directory.Exists(path) && !IsRun(path) && Directory.EnumerateFileSystemEntries(path).Any()))
            {
                throw new CharRnnException($"The output {path} exists and is not a run of CharRnn; give a new folder, so that nothing of yours is overwritten.");
            }

            if (IsRun(path))
            {
                if (!overwrite)
                {
                    throw new CharRnnException($"The output {path} already holds a run; give a new folder, or ask for it to be overwritten.");
                }

                run.DeleteFiles();
            }

            Directory.CreateDirectory(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CharRnnException($"Cannot make the output folder {path}: {exception.Message}", exception);
        }

        return run;
    }

    /// <summary>Opens a run.</summary>
    /// <exception cref="InvalidModelException">The folder is not a run, is of a newer format, or has no weights yet.</exception>
    public static RunFolder Open(string path)
    {
        RunFolder run = new(path);
        if (!IsRun(path))
        {
            throw new InvalidModelException($"{path} is not a run of CharRnn: it has no {ConfigName}.");
        }

        int format;
        try
        {
            using JsonDocument config = JsonDocument.Parse(File.ReadAllBytes(run.InFolder(ConfigName)));
            format = config.RootElement.GetProperty("format").GetInt32();
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or IOException)
        {
            throw new InvalidModelException($"{run.InFolder(ConfigName)} is damaged: {exception.Message}", exception);
        }

        if (format > CurrentFormat)
        {
            throw new InvalidModelException($"{path} is a run of format {format}; this version of CharRnn reads up to format {CurrentFormat}. Use a newer CharRnn.");
        }

        return File.Exists(run.BestWeightsPath)
            ? run
            : throw new InvalidModelException($"{path} has no weights yet: its training was stopped before the first checkpoint.");
    }

    /// <summary>The weights file that a path means: the best one of a run folder, or the file itself.</summary>
    /// <exception cref="InvalidModelException">The folder is not a run, is of a newer format, or has no weights yet.</exception>
    public static string FindWeights(string source) => Directory.Exists(source) ? Open(source).BestWeightsPath : source;

    /// <summary>Reads what the run's weights are; its vocabulary may be more than that of its text (<see cref="StartingWeights"/>).</summary>
    /// <exception cref="InvalidModelException">The weights of the last checkpoint are damaged.</exception>
    public ModelMetadata ReadMetadata() => WeightsFile.Load(LastWeightsPath).Metadata;

    internal string CheckpointPath => InFolder("checkpoint.bin");

    /// <summary>Reads what the run was asked to do.</summary>
    /// <exception cref="InvalidModelException">config.json is damaged, or holds values out of range.</exception>
    public (CorpusOptions Corpus, TrainingOptions Training) ReadConfig()
    {
        string path = InFolder(ConfigName);
        try
        {
            RunConfig config = JsonSerializer.Deserialize(File.ReadAllBytes(path), RunJson.Default.RunConfig)
                ?? throw new JsonException("it is null.");
            InvalidOptionsException.ThrowIfAny([.. config.Corpus.FindProblems(), .. config.Training.FindProblems()]);
            return (config.Corpus, config.Training);
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException or InvalidOptionsException)
        {
            throw new InvalidModelException($"{path} is damaged: {exception.Message}", exception);
        }
    }

    /// <summary>Writes what the run was asked to do.</summary>
    public void SaveConfig(CorpusOptions corpus, TrainingOptions training) =>
        AtomicFile.Write(InFolder(ConfigName), stream => JsonSerializer.Serialize(
            stream, new RunConfig(CurrentFormat, corpus, training), RunJson.Default.RunConfig));

    /// <summary>Writes the last checkpoint, and the best one where it is that.</summary>
    public void SaveWeights(WeightsFile weights, bool isBest)
    {
        ArgumentNullException.ThrowIfNull(weights);
        weights.Save(LastWeightsPath);
        if (isBest)
        {
            weights.Save(InFolder("best.safetensors"));
        }
    }

    /// <summary>Adds a line to metrics.jsonl.</summary>
    public void AppendMetrics(TrainingReport report) =>
        Append(MetricsPath, JsonSerializer.Serialize(report, MetricsJson.Default.TrainingReport) + "\n");

    /// <summary>Adds a sample to samples.txt.</summary>
    public void AppendSample(TrainingSample sample)
    {
        ArgumentNullException.ThrowIfNull(sample);
        Append(SamplesPath, $"=== step {sample.Step} ===\n{sample.Text}\n\n");
    }

    internal (long Metrics, long Samples) ListLengths => (LengthOf(MetricsPath), LengthOf(SamplesPath));

    /// <summary>Cuts off what was added to the lists after a checkpoint.</summary>
    internal void CutLists(long metrics, long samples)
    {
        Cut(MetricsPath, metrics);
        Cut(SamplesPath, samples);

        static void Cut(string path, long length)
        {
            if (LengthOf(path) > length)
            {
                Change(path, FileMode.Open, stream => stream.SetLength(length));
            }
        }
    }

    private static long LengthOf(string path) => File.Exists(path) ? new FileInfo(path).Length : 0;

    private static void Append(string path, string text) =>
        Change(path, FileMode.Append, stream => stream.Write(Encoding.UTF8.GetBytes(text)));

    // Whoever reads the list at this moment neither stops the training nor is stopped by it.
    private static void Change(string path, FileMode mode, Action<FileStream> change)
    {
        try
        {
            using FileStream stream = new(path, mode, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
            change(stream);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException) // as AtomicFile has it
        {
            throw new CharRnnException($"Cannot write {path}: {exception.Message}", exception);
        }
    }

    // Only what a run is made of; config.json last, so that what is left is a run until nothing is.
    private void DeleteFiles()
    {
        foreach (string name in (string[])["checkpoint.bin", "best.safetensors", "last.safetensors", "metrics.jsonl", "samples.txt", "curve.svg", "report.html", ConfigName])
        {
            File.Delete(InFolder(name));
        }
    }

    private string InFolder(string name) => Path.Combine(FolderPath, name);
}

internal sealed record RunConfig(int Format, CorpusOptions Corpus, TrainingOptions Training);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UseStringEnumConverter = true, WriteIndented = true)]
[JsonSerializable(typeof(RunConfig))]
internal sealed partial class RunJson : JsonSerializerContext;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(TrainingReport))]
internal sealed partial class MetricsJson : JsonSerializerContext;
