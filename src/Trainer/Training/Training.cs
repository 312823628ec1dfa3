namespace CharRnn.Trainer;

/// <summary>
/// A training by truncated back-propagation through time. <see cref="Start"/> creates a new one and <see cref="Resume"/> continues one that
/// stopped. Both then run in the same way.
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
        setup.Run?.Lock();
        (this.setup, this.state, this.isNew) = (setup, state, isNew);
        plan = new TrainingPlan(setup.Options, setup.Corpus, setup.StartId);
    }

    /// <summary>Gets the number of tokens of the training part that no batch predicts: the first token, and those that do not fill a last batch. For lines it is 0.</summary>
    public int LeftOver => plan.LeftOver;

    /// <summary>Gets whether no step is left, because the run has reached its number of steps, its time, or the end of its patience.</summary>
    public bool IsFinished => state.Unvalidated is null && plan.IsFinished(state, state.Elapsed);

    /// <summary>Creates a new training and sets the initial weights of the engine.</summary>
    /// <param name="setup">The parts of the training.</param>
    /// <param name="start">Weights to start from, with whose vocabulary the corpus was made; null to draw them.</param>
    /// <exception cref="InvalidTextException">The corpus is shorter than one batch.</exception>
    /// <exception cref="InvalidOptionsException">An option is out of range, or the weights to start from have another network or a token that the corpus lacks.</exception>
    /// <exception cref="CharRnnException">Another training writes the run.</exception>
    public static Training Start(TrainingSetup setup, StartingWeights? start = null)
    {
        ArgumentNullException.ThrowIfNull(setup);
        List<string> problems = [];
        start?.FindProblems(setup.Options, problems);
        setup.Options.FindProblems(problems);
        setup.Options.FindProblems(setup.Corpus.Task, problems);
        if (setup is { Run: null, Options.TensorBoard: true })
        {
            problems.Add("TensorBoard is True; must be False without a run folder");
        }

        if (setup is { Run: null, Options.KeepCheckpoints: > 0 })
        {
            problems.Add($"KeepCheckpoints is {setup.Options.KeepCheckpoints}; must be 0 without a run folder");
        }

        InvalidOptionsException.ThrowIfAny(problems);
        start?.CheckLabels(setup.Corpus);
        Weights drawn = WeightInitializer.Draw(setup.Description, setup.Options, new RandomSource(setup.Options.Seed));
        if (setup.Corpus.Vocabulary.Tokenization == Tokenization.Words)
        {
            WeightInitializer.SetShares(drawn, TokenCounts.Of(setup.Corpus.Training, setup.Corpus.Vocabulary.Size));
        }

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

    /// <summary>Restores the last checkpoint of a run. The training continues as if it had never stopped.</summary>
    /// <param name="setup">The same parts as before.</param>
    /// <exception cref="InvalidModelException">The checkpoint is missing, damaged, of another network, of another engine or of another batch size.</exception>
    /// <exception cref="InvalidTextException">The training began with another corpus.</exception>
    /// <exception cref="CharRnnException">Another training writes the run.</exception>
    public static Training Resume(TrainingSetup setup)
    {
        ArgumentNullException.ThrowIfNull(setup);
        RunFolder run = setup.Run ?? throw new InvalidOperationException("A training without a run folder has no checkpoint to resume.");
        run.Lock();
        TrainingCheckpoint checkpoint = TrainingCheckpoint.Load(run.CheckpointPath, setup.Description, setup.Corpus);
        CheckWindows(checkpoint.State, run, setup.Options);
        if (checkpoint.State.Engine != setup.Engine.Name)
        {
            throw new InvalidModelException($"{run.FolderPath} was trained by {checkpoint.State.Engine} and cannot be resumed by {setup.Engine.Name}, whose results differ.");
        }

        checkpoint.Restore(run.CheckpointPath, setup.Engine);
        run.DeleteLeftovers();
        run.CutLists(checkpoint.State.MetricsLength, checkpoint.State.SamplesLength);
        run.DropWeightsAfter(checkpoint.State.Step);
        run.ReadMetrics(setup.Observer.OnWarning);
        return new Training(setup, checkpoint.State, isNew: false);
    }

    /// <summary>Checks that a corpus is long enough for its batches, before a run is created.</summary>
    /// <exception cref="InvalidTextException">A part of the corpus is too short.</exception>
    public static void CheckLength(Corpus corpus, TrainingOptions options)
    {
        ArgumentNullException.ThrowIfNull(corpus);
        ArgumentNullException.ThrowIfNull(options);
        CorpusLength.Check(corpus, options);
    }

    /// <summary>Trains to the end or until cancelled, and saves the last weights in both cases. Can be called once.</summary>
    /// <param name="cancellationToken">Stops the training after a step.</param>
    /// <exception cref="CharRnnException">The loss is not a number, or the run cannot be written.</exception>
    /// <exception cref="InvalidOperationException">The training has already run.</exception>
    public TrainingResult Run(CancellationToken cancellationToken = default)
    {
        if (hasRun)
        {
            throw new InvalidOperationException("The training has already run; to continue it, resume it.");
        }

        hasRun = true;
        return new TrainingLoop(setup, plan, state).Run(isNew, cancellationToken);
    }

    // Another batch size or length would show other text at the same step, to a carried state of another shape.
    private static void CheckWindows(TrainerState state, RunFolder run, TrainingOptions options)
    {
        (int batchSize, int length) = (state.BatchSize ?? options.BatchSize, state.SequenceLength ?? options.SequenceLength);
        if ((batchSize, length) != (options.BatchSize, options.SequenceLength))
        {
            throw new InvalidModelException(
                $"{run.FolderPath} was trained with a batch size of {batchSize} and a sequence length of {length}; its options now have {options.BatchSize} and {options.SequenceLength}. Set them back, or begin a new run.");
        }
    }
}
