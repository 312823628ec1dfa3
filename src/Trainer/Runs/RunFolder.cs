namespace CharRnn.Trainer;

/// <summary>
/// The folder of a training. It owns the names and formats of the files. Whole files are written to a temporary file and renamed, and
/// lists grow by whole lines, so that a process killed at any time leaves a usable run. One training at a time writes a run, and holds its
/// lock until the folder is disposed; readers are not held up.
/// </summary>
public sealed class RunFolder : IDisposable
{
    /// <summary>The newest run format that this version writes and reads. A run that an earlier version can continue has format 1.</summary>
    public const int CurrentFormat = 2;

    private const string ConfigName = "config.json";
    private const string CheckpointName = "checkpoint.bin";
    private const string BestWeightsName = "best.safetensors";
    private const string LastWeightsName = "last.safetensors";
    private const string MetricsName = "metrics.jsonl";
    private const string SamplesName = "samples.txt";
    private const string CurveName = "curve.svg";
    private const string ReportName = "report.html";
    private const string TensorBoardName = "tensorboard";
    private const string CheckpointsName = "checkpoints";

    // The files of a run. config.json is last, so that an interrupted deletion leaves a run.
    private static readonly string[] FileNames =
        [CheckpointName, BestWeightsName, LastWeightsName, MetricsName, SamplesName, CurveName, ReportName, ConfigName];

    private RunLock? held;

    private RunFolder(string path) => FolderPath = path;

    /// <summary>Gets the path of the folder.</summary>
    public string FolderPath { get; }

    /// <summary>Gets the name of the folder, without its path.</summary>
    public string Name => new DirectoryInfo(Path.TrimEndingDirectorySeparator(Path.GetFullPath(FolderPath))).Name;

    /// <summary>Gets the path of the weights with the lowest validation loss, or of the last weights if nothing was validated.</summary>
    public string BestWeightsPath => File.Exists(InFolder(BestWeightsName)) ? InFolder(BestWeightsName) : LastWeightsPath;

    /// <summary>Gets the path of the weights of the last checkpoint.</summary>
    public string LastWeightsPath => InFolder(LastWeightsName);

    /// <summary>Gets the path of the samples taken while training.</summary>
    public string SamplesPath => InFolder(SamplesName);

    /// <summary>Gets the path of the figures of the training, one JSON object per line.</summary>
    public string MetricsPath => InFolder(MetricsName);

    /// <summary>Gets the path of the plot of the losses.</summary>
    public string CurvePath => InFolder(CurveName);

    /// <summary>Gets the path of the report on the training.</summary>
    public string ReportPath => InFolder(ReportName);

    /// <summary>Gets the path of the folder that TensorBoard reads; there is none unless <see cref="TrainingOptions.TensorBoard"/>.</summary>
    public string TensorBoardPath => InFolder(TensorBoardName);

    /// <summary>Gets the weights of the checkpoints that were kept, in ascending order of steps; none unless <see cref="TrainingOptions.KeepCheckpoints"/>.</summary>
    public IReadOnlyList<KeptWeights> KeptWeights => KeptFiles.Find(InFolder(CheckpointsName));

    internal string CheckpointPath => InFolder(CheckpointName);

    /// <summary>Returns whether a folder is a run.</summary>
    public static bool IsRun(string path) => File.Exists(Path.Combine(path, ConfigName));

    /// <summary>Returns whether a folder is a run, by the content of its config.json: other programs have files of that name.</summary>
    internal static bool IsOwnRun(string path) => ConfigFile.IsOne(Path.Combine(path, ConfigName));

    /// <summary>Creates a new run, locked until it is disposed.</summary>
    /// <param name="path">A folder that does not exist, is empty, or (with <paramref name="overwrite"/>) holds another run.</param>
    /// <param name="overwrite">Whether an existing run is deleted.</param>
    /// <exception cref="CharRnnException">The folder holds something else, is being trained, or cannot be written.</exception>
    public static RunFolder Create(string path, bool overwrite)
    {
        RunFolder run = new(path);
        try
        {
            if (File.Exists(path) || (Directory.Exists(path) && !IsOwnRun(path) && Directory.EnumerateFileSystemEntries(path).Any(IsStranger)))
            {
                throw new CharRnnException($"The output {path} exists and is not a run of CharRnn, so it is not overwritten; give a new folder.");
            }

            Directory.CreateDirectory(path);
            run.Lock();
            if (IsRun(path) && !overwrite)
            {
                run.Dispose();
                throw new CharRnnException($"The output {path} already holds a run; give a new folder, or overwrite the run.");
            }

            run.DeleteLeftovers();
            run.DeleteFiles();
            return run;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            run.Dispose();
            throw new CharRnnException($"Cannot create the output folder {path}: {exception.Message}", exception);
        }
    }

    /// <summary>Opens a run that has weights to go on with its training, locked until it is disposed.</summary>
    /// <exception cref="InvalidModelException">The folder is not a run, is of a newer format, or has no weights yet.</exception>
    /// <exception cref="CharRnnException">The run is being trained, or its folder cannot be written.</exception>
    public static RunFolder OpenForTraining(string path)
    {
        RunFolder run = Open(path);
        run.Lock();
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
            : throw new InvalidModelException($"{path} has no weights yet: its training stopped before the first checkpoint.");
    }

    /// <summary>Opens a run to read its settings, figures and samples. A run that is still training can lack some of them.</summary>
    /// <exception cref="InvalidModelException">The folder is not a run.</exception>
    public static RunFolder OpenUnfinished(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return IsRun(path) ? new RunFolder(path) : throw new InvalidModelException($"{path} is not a run of CharRnn: it has no {ConfigName}.");
    }

    /// <summary>Returns the weights file of a path: the best weights of a run folder, or the file itself.</summary>
    /// <exception cref="InvalidModelException">The folder is not a run, is of a newer format, or has no weights yet.</exception>
    public static string FindWeights(string source) => Directory.Exists(source) ? Open(source).BestWeightsPath : source;

    /// <summary>Reads the description of the last weights. Its vocabulary can be larger than that of the text (<see cref="StartingWeights"/>).</summary>
    /// <exception cref="InvalidModelException">The weights of the last checkpoint are damaged.</exception>
    public ModelMetadata ReadMetadata() => WeightsFile.Load(LastWeightsPath).Metadata;

    /// <summary>Reads the options of the run.</summary>
    /// <exception cref="InvalidModelException">config.json is damaged, or holds values out of range.</exception>
    public (CorpusOptions Corpus, TrainingOptions Training) ReadConfig()
    {
        RunConfig config = ConfigFile.Read(InFolder(ConfigName));
        return (config.Corpus, config.Training);
    }

    /// <summary>Reads the settings of the run as names and values, whatever version wrote them.</summary>
    /// <exception cref="InvalidModelException">config.json is damaged.</exception>
    public IReadOnlyList<SettingsGroup> ReadSettings() => ConfigFile.ReadGroups(InFolder(ConfigName));

    /// <summary>
    /// Reads the figures of the training in ascending order of steps. A last line that was cut off is ignored, and so is a damaged line. If
    /// the step goes back, the training was resumed from there, and the earlier figures from that step on do not count.
    /// </summary>
    /// <param name="onDamage">Called once, with a sentence, if lines are damaged. The default, null, leaves them out silently.</param>
    /// <exception cref="InvalidModelException">The file cannot be read, or is longer than 256 MB.</exception>
    public IReadOnlyList<MetricsLine> ReadMetrics(Action<string>? onDamage = null) => MetricsFile.Read(MetricsPath, onDamage);

    /// <summary>Reads the samples taken while training, in the order of the file.</summary>
    /// <exception cref="InvalidModelException">The file is longer than 256 MB.</exception>
    public IReadOnlyList<TrainingSample> ReadSamples() => SamplesFile.Read(SamplesPath);

    /// <summary>Writes the options of the run.</summary>
    public void SaveConfig(CorpusOptions corpus, TrainingOptions training) =>
        ConfigFile.Save(InFolder(ConfigName), new RunConfig { Format = FormatFor(corpus, training), Corpus = corpus, Training = training });

    /// <summary>Writes the last weights, and also the best weights if these are the best.</summary>
    public void SaveWeights(WeightsFile weights, bool isBest)
    {
        ArgumentNullException.ThrowIfNull(weights);
        weights.Save(LastWeightsPath);
        if (isBest)
        {
            weights.Save(InFolder(BestWeightsName));
        }
    }

    /// <summary>Keeps the weights of a checkpoint. If there are then more than <paramref name="most"/>, one is dropped.</summary>
    internal void KeepWeights(WeightsFile weights, long step, int most) => KeptFiles.Keep(InFolder(CheckpointsName), weights, step, most);

    /// <summary>Drops the kept weights of checkpoints after a step, from which the training goes on.</summary>
    internal void DropWeightsAfter(long step) => KeptFiles.DropAfter(InFolder(CheckpointsName), step);

    /// <summary>Appends a line to metrics.jsonl.</summary>
    public void AppendMetrics(TrainingReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        MetricsFile.Append(MetricsPath, report);
    }

    /// <summary>Appends a sample to samples.txt.</summary>
    public void AppendSample(TrainingSample sample)
    {
        ArgumentNullException.ThrowIfNull(sample);
        SamplesFile.Append(SamplesPath, sample);
    }

    /// <summary>Releases the lock of a run that is created or opened for training.</summary>
    public void Dispose()
    {
        held?.Dispose();
        held = null;
    }

    /// <summary>Takes the lock of the run, if this object does not have it.</summary>
    /// <exception cref="CharRnnException">The run is being trained, or its folder cannot be written.</exception>
    internal void Lock()
    {
        try
        {
            held ??= RunLock.Take(FolderPath);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CharRnnException($"Cannot write the run {FolderPath}: {exception.Message}", exception);
        }
    }

    /// <summary>Returns the lengths of metrics.jsonl and samples.txt in bytes.</summary>
    internal (long Metrics, long Samples) ListLengths => (RunFile.LengthOf(MetricsPath), RunFile.LengthOf(SamplesPath));

    /// <summary>Removes what was appended to the lists after a checkpoint.</summary>
    internal void CutLists(long metrics, long samples)
    {
        RunFile.Cut(MetricsPath, metrics);
        RunFile.Cut(SamplesPath, samples);
    }

    /// <summary>Deletes what killed processes were writing.</summary>
    internal void DeleteLeftovers() => Array.ForEach(FileNames, name => AtomicFile.DeleteLeftovers(InFolder(name)));

    // An earlier version knows none of these.
    private static int FormatFor(CorpusOptions corpus, TrainingOptions training) =>
        corpus is { Task: ModelTask.Text, Tokenization: not Tokenization.Words }
        && training is { Cell: not Cell.Jordan, Initialization: not Initialization.Identity, Optimizer: not OptimizerKind.HessianFree, Freeze: FrozenWeights.None, SampledSoftmax: 0 }
            ? 1
            : CurrentFormat;

    // What a killed process of CharRnn left is none.
    private static bool IsStranger(string entry) => !RunLock.Owns(entry) && !FileNames.Any(name => AtomicFile.IsTemporary(entry, name));

    private void DeleteFiles()
    {
        EventFiles.Delete(TensorBoardPath);
        KeptFiles.Delete(InFolder(CheckpointsName));
        Array.ForEach(FileNames, name => File.Delete(InFolder(name)));
    }

    private string InFolder(string name) => Path.Combine(FolderPath, name);
}
