namespace CharRnn.Trainer;

/// <summary>
/// The folder of a training, and the owner of its files' names and formats. Whole files are written beside and renamed, lists
/// grow by whole lines, so a kill at any instant leaves a usable run.
/// </summary>
public sealed class RunFolder
{
    /// <summary>The newest format of a run that this version knows, and the one that it writes.</summary>
    public const int CurrentFormat = 1;

    private const string ConfigName = "config.json";
    private const string CheckpointName = "checkpoint.bin";
    private const string BestWeightsName = "best.safetensors";
    private const string LastWeightsName = "last.safetensors";
    private const string MetricsName = "metrics.jsonl";
    private const string SamplesName = "samples.txt";
    private const string CurveName = "curve.svg";
    private const string ReportName = "report.html";
    private const string TensorBoardName = "tensorboard";

    // Only what a run is made of; config.json last, so that what is left while they are deleted is a run until nothing is.
    private static readonly string[] FileNames =
        [CheckpointName, BestWeightsName, LastWeightsName, MetricsName, SamplesName, CurveName, ReportName, ConfigName];

    private RunFolder(string path) => FolderPath = path;

    /// <summary>Gets the path of the folder.</summary>
    public string FolderPath { get; }

    /// <summary>Gets the folder's own name, without where it is.</summary>
    public string Name => new DirectoryInfo(Path.TrimEndingDirectorySeparator(Path.GetFullPath(FolderPath))).Name;

    /// <summary>Gets the path of the weights of the lowest validation loss, or of the last ones if nothing was validated.</summary>
    public string BestWeightsPath => File.Exists(InFolder(BestWeightsName)) ? InFolder(BestWeightsName) : LastWeightsPath;

    /// <summary>Gets the path of the weights of the last checkpoint.</summary>
    public string LastWeightsPath => InFolder(LastWeightsName);

    /// <summary>Gets the path of the samples taken while training.</summary>
    public string SamplesPath => InFolder(SamplesName);

    /// <summary>Gets the path of the training's figures, one JSON object a line.</summary>
    public string MetricsPath => InFolder(MetricsName);

    /// <summary>Gets the path of the picture of the training's losses.</summary>
    public string CurvePath => InFolder(CurveName);

    /// <summary>Gets the path of the report on the training.</summary>
    public string ReportPath => InFolder(ReportName);

    /// <summary>Gets the path of the folder that TensorBoard reads; there is none unless <see cref="TrainingOptions.TensorBoard"/>.</summary>
    public string TensorBoardPath => InFolder(TensorBoardName);

    internal string CheckpointPath => InFolder(CheckpointName);

    /// <summary>Returns whether a folder is a run.</summary>
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
            if (File.Exists(path) || (Directory.Exists(path) && !IsRun(path) && HasStrangers(path)))
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
            run.DeleteLeftovers();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CharRnnException($"Cannot make the output folder {path}: {exception.Message}", exception);
        }

        return run;
    }

    /// <summary>Opens a run that has weights.</summary>
    /// <exception cref="InvalidModelException">The folder is not a run, is of a newer format, or has no weights yet.</exception>
    public static RunFolder Open(string path)
    {
        RunFolder run = OpenUnfinished(path);
        int format = ConfigFile.ReadFormat(run.InFolder(ConfigName));
        if (format > CurrentFormat)
        {
            throw new InvalidModelException($"{path} is a run of format {format}; this version of CharRnn reads up to format {CurrentFormat}. Use a newer CharRnn.");
        }

        return File.Exists(run.BestWeightsPath)
            ? run
            : throw new InvalidModelException($"{path} has no weights yet: its training was stopped before the first checkpoint.");
    }

    /// <summary>Opens a run to read its settings, figures and samples. It may still be training, and have none of them yet.</summary>
    /// <exception cref="InvalidModelException">The folder is not a run.</exception>
    public static RunFolder OpenUnfinished(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return IsRun(path) ? new RunFolder(path) : throw new InvalidModelException($"{path} is not a run of CharRnn: it has no {ConfigName}.");
    }

    /// <summary>Returns the weights file that a path means: the best one of a run folder, or the file itself.</summary>
    /// <exception cref="InvalidModelException">The folder is not a run, is of a newer format, or has no weights yet.</exception>
    public static string FindWeights(string source) => Directory.Exists(source) ? Open(source).BestWeightsPath : source;

    /// <summary>Reads the description of the last weights. Its vocabulary may be larger than that of the text (<see cref="StartingWeights"/>).</summary>
    /// <exception cref="InvalidModelException">The weights of the last checkpoint are damaged.</exception>
    public ModelMetadata ReadMetadata() => WeightsFile.Load(LastWeightsPath).Metadata;

    /// <summary>Reads what the run was asked to do.</summary>
    /// <exception cref="InvalidModelException">config.json is damaged, or holds values out of range.</exception>
    public (CorpusOptions Corpus, TrainingOptions Training) ReadConfig()
    {
        RunConfig config = ConfigFile.Read(InFolder(ConfigName));
        return (config.Corpus, config.Training);
    }

    /// <summary>Reads what the run was asked to do as names and values, whatever version wrote them.</summary>
    /// <exception cref="InvalidModelException">config.json is damaged.</exception>
    public IReadOnlyList<SettingsGroup> ReadSettings() => ConfigFile.ReadGroups(InFolder(ConfigName));

    /// <summary>
    /// Reads the training's figures, steps ascending. A last line that a kill cut is left out. Where steps go back, the training
    /// was resumed from there, and the figures from before do not count. Damaged lines are left out.
    /// </summary>
    /// <param name="onDamage">Called once, with a sentence, if lines are damaged. The default, null, leaves them out silently.</param>
    /// <exception cref="InvalidModelException">The file cannot be read, or is longer than 256 MB.</exception>
    public IReadOnlyList<MetricsLine> ReadMetrics(Action<string>? onDamage = null) => MetricsFile.Read(MetricsPath, onDamage);

    /// <summary>Reads the samples taken while training, in the file's order.</summary>
    /// <exception cref="InvalidModelException">The file is longer than 256 MB.</exception>
    public IReadOnlyList<TrainingSample> ReadSamples() => SamplesFile.Read(SamplesPath);

    /// <summary>Writes what the run was asked to do.</summary>
    public void SaveConfig(CorpusOptions corpus, TrainingOptions training) =>
        ConfigFile.Save(InFolder(ConfigName), new RunConfig { Format = CurrentFormat, Corpus = corpus, Training = training });

    /// <summary>Writes the last weights, and the best ones too if these are the best.</summary>
    public void SaveWeights(WeightsFile weights, bool isBest)
    {
        ArgumentNullException.ThrowIfNull(weights);
        weights.Save(LastWeightsPath);
        if (isBest)
        {
            weights.Save(InFolder(BestWeightsName));
        }
    }

    /// <summary>Adds a line to metrics.jsonl.</summary>
    public void AppendMetrics(TrainingReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        MetricsFile.Append(MetricsPath, report);
    }

    /// <summary>Adds a sample to samples.txt.</summary>
    public void AppendSample(TrainingSample sample)
    {
        ArgumentNullException.ThrowIfNull(sample);
        SamplesFile.Append(SamplesPath, sample);
    }

    /// <summary>The lengths of metrics.jsonl and samples.txt in bytes.</summary>
    internal (long Metrics, long Samples) ListLengths => (RunFile.LengthOf(MetricsPath), RunFile.LengthOf(SamplesPath));

    /// <summary>Cuts off what was added to the lists after a checkpoint.</summary>
    internal void CutLists(long metrics, long samples)
    {
        RunFile.Cut(MetricsPath, metrics);
        RunFile.Cut(SamplesPath, samples);
    }

    /// <summary>Deletes what killed processes were writing.</summary>
    internal void DeleteLeftovers() => Array.ForEach(FileNames, name => AtomicFile.DeleteLeftovers(InFolder(name)));

    // What a killed process was writing is none.
    private static bool HasStrangers(string path) =>
        Directory.EnumerateFileSystemEntries(path).Any(entry => !FileNames.Any(name => AtomicFile.IsTemporary(entry, name)));

    private void DeleteFiles()
    {
        EventFiles.Delete(TensorBoardPath);
        Array.ForEach(FileNames, name => File.Delete(InFolder(name)));
    }

    private string InFolder(string name) => Path.Combine(FolderPath, name);
}
