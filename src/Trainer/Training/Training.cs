namespace CharRnn.Trainer;

/// <summary>
/// A training by truncated back-propagation through time. <see cref="Start"/> begins a new one and <see cref="Resume"/> goes on
/// with one that stopped; both are run in the same way.
/// </summary>
public sealed class Training
{
    private readonly TrainingSetup setup;
    private readonly TrainingPlan plan;
    private readonly TrainerState state;
    private readonly bool isNew;
    private bool hasRun;

    private Training(TrainingSetup setup, TrainerState state, bool isNew)
    {
        CheckLength(setup.Corpus, setup.Options);
        (this.setup, this.state, this.isNew) = (setup, state, isNew);
        plan = new TrainingPlan(setup.Options, setup.Corpus, setup.StartId);
    }

    /// <summary>Gets the number of tokens of the training part that no batch predicts: the first one, and those that do not fill a last batch. Lines have none.</summary>
    public int LeftOver => plan.LeftOver;

    /// <summary>Begins a training: gives the engine its first weights.</summary>
    /// <param name="setup">What the training is made of.</param>
    /// <param name="start">Weights to go on from, whose vocabulary the corpus was made with; null draws them.</param>
    /// <exception cref="InvalidTextException">The corpus is shorter than one batch.</exception>
    /// <exception cref="InvalidOptionsException">An option is out of range, or the weights to go on from are of another network, or know a token that the corpus does not.</exception>
    public static Training Start(TrainingSetup setup, StartingWeights? start = null)
    {
        ArgumentNullException.ThrowIfNull(setup);
        List<string> problems = [];
        start?.FindProblems(setup.Options, problems);
        setup.Options.FindProblems(problems);
        InvalidOptionsException.ThrowIfAny(problems);
        Weights drawn = WeightInitializer.Draw(setup.Description, setup.Options, new RandomSource(setup.Options.Seed));
        setup.Engine.SetWeights(start?.Grow(setup.Description, setup.Corpus.Vocabulary, drawn) ?? drawn);
        TrainerState state = new()
        {
            CorpusSha256 = setup.Corpus.Sha256,
            Engine = setup.Engine.Name,
            EarlierTrainings = start?.Trainings,
            BatchSize = setup.Options.BatchSize,
            SequenceLength = setup.Options.SequenceLength,
        };
        return new Training(setup, state, isNew: true);
    }

    /// <summary>Goes back to the run's last checkpoint, to go on from there as if the training had never stopped.</summary>
    /// <param name="setup">What the training was made of.</param>
    /// <exception cref="InvalidModelException">There is no sound checkpoint of this network, or another engine or batch size made it.</exception>
    /// <exception cref="InvalidTextException">The corpus is not the one that the training began with.</exception>
    public static Training Resume(TrainingSetup setup)
    {
        ArgumentNullException.ThrowIfNull(setup);
        TrainingCheckpoint checkpoint = TrainingCheckpoint.Load(setup.Run.CheckpointPath, setup.Description, setup.Corpus);
        CheckWindows(checkpoint.State, setup);
        if (checkpoint.State.Engine != setup.Engine.Name)
        {
            throw new InvalidModelException($"{setup.Run.FolderPath} was trained by {checkpoint.State.Engine}; this is {setup.Engine.Name}, whose steps would differ.");
        }

        checkpoint.Restore(setup.Run.CheckpointPath, setup.Engine);
        setup.Run.DeleteLeftovers();
        setup.Run.CutLists(checkpoint.State.MetricsLength, checkpoint.State.SamplesLength);
        setup.Run.ReadMetrics(setup.Observer.OnWarning);
        return new Training(setup, checkpoint.State, isNew: false);
    }

    /// <summary>Checks that a corpus is long enough for its batches, which can be done before anything is made.</summary>
    /// <exception cref="InvalidTextException">A part of the corpus is too short.</exception>
    public static void CheckLength(Corpus corpus, TrainingOptions options)
    {
        ArgumentNullException.ThrowIfNull(corpus);
        ArgumentNullException.ThrowIfNull(options);
        CorpusLength.Check(corpus, options);
    }

    /// <summary>Trains to the end, or until cancelled; either way the run is left with its last weights. It can be called once.</summary>
    /// <param name="cancellationToken">Stops the training after a step.</param>
    /// <exception cref="CharRnnException">The loss is not a number, or the run cannot be written.</exception>
    /// <exception cref="InvalidOperationException">The training has been run; resume it instead.</exception>
    public TrainingResult Run(CancellationToken cancellationToken = default)
    {
        if (hasRun)
        {
            throw new InvalidOperationException("The training has been run; to go on with it, resume it.");
        }

        hasRun = true;
        return new TrainingLoop(setup, plan, state).Run(isNew, cancellationToken);
    }

    // Another batch size or length would show other text at the same step, to a carried state of another shape.
    private static void CheckWindows(TrainerState state, TrainingSetup setup)
    {
        (int batchSize, int length) = (state.BatchSize ?? setup.Options.BatchSize, state.SequenceLength ?? setup.Options.SequenceLength);
        if ((batchSize, length) != (setup.Options.BatchSize, setup.Options.SequenceLength))
        {
            throw new InvalidModelException(
                $"{setup.Run.FolderPath} was trained with a batch size of {batchSize} and a sequence length of {length}; its options now have {setup.Options.BatchSize} and {setup.Options.SequenceLength}. Set them back, or begin a new run.");
        }
    }
}
