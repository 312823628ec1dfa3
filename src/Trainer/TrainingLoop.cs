namespace CharRnn.Trainer;

/// <summary>
/// Truncated back-propagation through time over parallel streams: windows to the engine, the state carried from one to the
/// next, and on the way validation, checkpoints, samples and figures.
/// </summary>
public sealed class TrainingLoop
{
    private const double SmoothingSteps = 100;

    private readonly TrainingOptions options;
    private readonly Corpus corpus;
    private readonly ITrainingEngine engine;
    private readonly RunFolder run;
    private readonly ITrainingObserver observer;
    private readonly TimeProvider clock;
    private readonly ModelDescription description;
    private readonly IWindowSource batches;
    private readonly long totalSteps;
    private readonly int checkpointEvery; // steps

    private IReadOnlyList<TrainingRecord>? earlierTrainings;

    private bool isResumed;
    private long startTime;
    private TimeSpan elapsedBefore; // in earlier runs of a training that was resumed
    private TimeSpan notTraining; // spent on validation, samples and files
    private long step;
    private long characters; // trained on so far
    private double smoothedLoss = double.NaN;
    private double lossSum; // since the last report
    private long reportedStep;
    private double? bestValidationLoss;
    private int worseValidations; // since the best one

    /// <summary>Prepares a run.</summary>
    /// <param name="options">How to train.</param>
    /// <param name="corpus">What to train on.</param>
    /// <param name="description">The network, as <see cref="TrainingOptions.Describe"/> made it.</param>
    /// <param name="engine">Does the arithmetic; given its first weights here.</param>
    /// <param name="run">Takes what comes of it.</param>
    /// <param name="observer">Watches.</param>
    /// <param name="clock">Measures the time.</param>
    /// <param name="start">Weights to go on from, whose vocabulary the corpus was given; null draws them.</param>
    /// <exception cref="InvalidTextException">The corpus is shorter than one window.</exception>
    /// <exception cref="InvalidOptionsException">The weights to go on from are of another network, or know what the corpus does not.</exception>
    public TrainingLoop(
        TrainingOptions options,
        Corpus corpus,
        ModelDescription description,
        ITrainingEngine engine,
        RunFolder run,
        ITrainingObserver observer,
        TimeProvider clock,
        StartingWeights? start = null)
    {
        this.options = options;
        this.corpus = corpus;
        this.description = description;
        this.engine = engine;
        this.run = run;
        this.observer = observer;
        this.clock = clock;
        CheckLength(corpus, options);
        batches = corpus.Unit == TextUnit.Line
            ? Lines(corpus.Training, options.Seed)
            : new StreamBatches(corpus.Training, options.BatchSize, options.SequenceLength, dropPartial: true);
        totalSteps = Math.Min(options.MaxSteps ?? long.MaxValue, (long)options.Epochs * batches.WindowCount);
        checkpointEvery = options.ValidateEvery == 0 ? batches.WindowCount : options.ValidateEvery;
        InvalidOptionsException.ThrowIfAny(start?.FindProblems(options) ?? []);
        Weights drawn = WeightInitializer.Draw(description, options, new RandomSource(options.Seed));
        engine.GiveWeights(start?.Grow(description, corpus.Vocabulary, drawn) ?? drawn);
        earlierTrainings = start?.Trainings;
    }

    /// <summary>Symbols of the training part that no window predicts: the first, and what does not fill a last one. Lines have none.</summary>
    public int LeftOver => (batches as StreamBatches)?.LeftOver ?? 0;

    private TimeSpan Elapsed => elapsedBefore + clock.GetElapsedTime(startTime);

    /// <summary>Checks that a corpus is long enough for its windows, which can be done before anything is made.</summary>
    /// <exception cref="InvalidTextException">The training or the validation part is too short.</exception>
    public static void CheckLength(Corpus corpus, TrainingOptions options)
    {
        ArgumentNullException.ThrowIfNull(corpus);
        ArgumentNullException.ThrowIfNull(options);
        ReadOnlySpan<(IdSequence, string)> keptBack = [(corpus.Validation, "validate"), (corpus.Test, "test")];
        if (corpus.Unit == TextUnit.Line)
        {
            foreach ((IdSequence part, string purpose) in (ReadOnlySpan<(IdSequence, string)>)[(corpus.Training, "train"), .. keptBack])
            {
                if (part.Length > 0 && !part.HasOtherThan(corpus.NewlineId))
                {
                    throw new InvalidTextException($"The corpus {corpus.Name} has only empty lines to {purpose} on, which are left out. Give more text, or other fractions of it.");
                }
            }

            return;
        }

        long needed = ((long)options.BatchSize * options.SequenceLength) + 1;
        if (corpus.Training.Length < needed)
        {
            throw new InvalidTextException(
                $"The corpus {corpus.Name} has {corpus.Training.Length} symbols to train on; one window of batch size {options.BatchSize} and sequence length {options.SequenceLength} needs {needed}. Give more text, or a smaller batch size or sequence length.");
        }

        foreach ((IdSequence part, string purpose) in keptBack)
        {
            if (part.Length == 1)
            {
                throw new InvalidTextException($"The corpus {corpus.Name} has 1 symbol to {purpose} on; at least 2 are needed. Give more text, a larger fraction of it, or 0 for none.");
            }
        }
    }

    /// <summary>Goes back to the run's last checkpoint, to go on from there as if the training had never stopped.</summary>
    /// <exception cref="InvalidModelException">There is no sound checkpoint of this network, or another engine made it.</exception>
    /// <exception cref="InvalidTextException">The corpus is not the one that the training began with.</exception>
    public void Resume()
    {
        TrainingCheckpoint checkpoint = TrainingCheckpoint.Load(run.CheckpointPath, description, corpus);
        if (checkpoint.Engine != engine.Name)
        {
            throw new InvalidModelException($"{run.FolderPath} was trained by {checkpoint.Engine}; this is {engine.Name}, whose steps would differ.");
        }

        engine.GiveWeights(checkpoint.Weights);
        using BinaryReader reader = new(new MemoryStream(checkpoint.EngineState));
        engine.LoadState(reader);
        run.CutLists(checkpoint.MetricsLength, checkpoint.SamplesLength);
        (step, characters, smoothedLoss, lossSum, reportedStep) = (checkpoint.Step, checkpoint.Characters, checkpoint.SmoothedLoss, checkpoint.LossSum, checkpoint.ReportedStep);
        (elapsedBefore, notTraining) = (checkpoint.Elapsed, checkpoint.NotTraining);
        isResumed = true;
        earlierTrainings = run.ReadMetadata().Training.EarlierTrainings;
        worseValidations = checkpoint.WorseValidations;
        bestValidationLoss = double.IsNaN(checkpoint.BestValidationLoss) ? null : checkpoint.BestValidationLoss;
    }

    /// <summary>Trains to the end, or until asked to stop; either way the run is left with its last weights.</summary>
    /// <exception cref="CharRnnException">The loss is not a number, or the run cannot be written.</exception>
    public TrainingResult Run(CancellationToken cancellation)
    {
        startTime = clock.GetTimestamp();
        if (!isResumed)
        {
            OffTheClock(() => Checkpoint(validationLoss: null)); // so that there is something to resume from at once
        }

        bool finished = Fraction() >= 1 || HasLostPatience;
        while (!finished && !cancellation.IsCancellationRequested)
        {
            double fraction = Fraction();
            double learningRate = LearningRate.At(options, step, step / batches.WindowCount, fraction);
            Window window = ResetsState() ? batches[step] with { StartsFromZero = true } : batches[step];
            StepResult last = engine.TrainWindow(window, learningRate, OwnSymbols.Probability(options, fraction));
            step++;
            characters += window.TargetCount;
            CheckFinite(last);
            lossSum += last.LossNats;
            smoothedLoss = double.IsNaN(smoothedLoss) ? last.LossNats : smoothedLoss + ((last.LossNats - smoothedLoss) / Math.Min(step, SmoothingSteps));
            finished = Fraction() >= 1;
            bool validates = (finished || step % checkpointEvery == 0) && corpus.Validation.Length > 0;
            if (!validates && step % options.ReportEvery != 0 && !finished)
            {
                observer.OnStep(CurrentStep());
                continue;
            }

            double? validationLoss = validates ? OffTheClock(() => Evaluate(corpus.Validation, cancellation)) : null;
            Report(new TrainingReport(
                step, characters, lossSum / (step - reportedStep), validationLoss, learningRate, last.GradientNorm, CharactersPerSecond(), Elapsed.TotalSeconds));
            (lossSum, reportedStep) = (0, step);
            if (finished || step % checkpointEvery == 0)
            {
                OffTheClock(() => Checkpoint(validationLoss));
            }

            finished |= HasLostPatience;
            observer.OnStep(CurrentStep());
        }

        if (!finished)
        {
            Weights weights = engine.TakeWeights();
            SaveWeights(weights, validationLoss: null, isBest: false);
            SaveCheckpoint(weights);
        }

        double? testLoss = finished && corpus.Test.Length > 0 ? Test(cancellation) : null;
        return new TrainingResult(step, smoothedLoss, bestValidationLoss, testLoss, Interrupted: !finished, Elapsed);
    }

    private bool HasLostPatience => options.Patience > 0 && worseValidations >= options.Patience;

    // By the step alone, so that a resumed training does the same.
    private bool ResetsState() => new RandomSource(options.Seed, step).NextDouble() < options.StateReset;

    private double Fraction() => Math.Max(
        (double)step / totalSteps,
        options.MaxMinutes is { } minutes ? Elapsed.TotalMinutes / minutes : 0);

    private double CharactersPerSecond() => characters / Math.Max((Elapsed - notTraining).TotalSeconds, 1e-9);

    private TrainingStep CurrentStep()
    {
        double fraction = Math.Min(1, Fraction());
        return new TrainingStep(step, smoothedLoss, CharactersPerSecond(), fraction, Elapsed * ((1 - fraction) / fraction));
    }

    private void CheckFinite(StepResult result)
    {
        if (!double.IsFinite(result.LossNats) || !double.IsFinite(result.GradientNorm))
        {
            throw new CharRnnException(
                $"The training diverged at step {step}: loss {result.LossNats}, gradient norm {result.GradientNorm}. Try a lower learning rate or a smaller gradient norm limit; the weights of the last checkpoint are kept in {run.FolderPath}.");
        }
    }

    /// <summary>The mean loss over a whole part of the corpus, the state carried; null where it was interrupted.</summary>
    private double? Evaluate(IdSequence part, CancellationToken cancellation)
    {
        IWindowSource windows = WindowsOf(part);
        double sum = 0;
        long count = 0;
        for (int i = 0; i < windows.WindowCount; i++)
        {
            if (cancellation.IsCancellationRequested)
            {
                return null;
            }

            Window window = windows[i];
            sum += engine.EvaluateWindow(window) * window.TargetCount;
            count += window.TargetCount;
        }

        return sum / count;
    }

    private double? Test(CancellationToken cancellation)
    {
        engine.GiveWeights(WeightsFile.Load(run.BestWeightsPath).Weights);
        return Evaluate(corpus.Test, cancellation);
    }

    private IWindowSource WindowsOf(IdSequence part)
    {
        if (corpus.Unit == TextUnit.Line)
        {
            return Lines(part, seed: null);
        }

        // Few streams, so that nearly every character is predicted with a long past; several, so that it is quick.
        int streams = Math.Clamp(part.Length / (8 * options.SequenceLength), 1, options.BatchSize);
        return new StreamBatches(part, streams, options.SequenceLength, dropPartial: false);
    }

    private LineBatches Lines(IdSequence part, ulong? seed) =>
        new(part, corpus.Vocabulary.FindId(description.Start)!.Value, corpus.NewlineId, options.BatchSize, seed);

    private void Checkpoint(double? validationLoss)
    {
        bool isBest = validationLoss < (bestValidationLoss ?? double.PositiveInfinity);
        if (isBest)
        {
            bestValidationLoss = validationLoss;
            worseValidations = 0;
        }
        else if (validationLoss is not null)
        {
            worseValidations++;
        }

        Weights weights = engine.TakeWeights();
        SaveWeights(weights, validationLoss, isBest);
        Sample();
        SaveCheckpoint(weights); // last, for it says how long the lists are
    }

    private void SaveCheckpoint(Weights weights)
    {
        using MemoryStream engineState = new();
        using BinaryWriter writer = new(engineState);
        engine.SaveState(writer);
        (long metrics, long samples) = run.ListLengths;
        new TrainingCheckpoint
        {
            CorpusSha256 = corpus.Sha256,
            Engine = engine.Name,
            Step = step,
            Characters = characters,
            SmoothedLoss = smoothedLoss,
            BestValidationLoss = bestValidationLoss ?? double.NaN,
            WorseValidations = worseValidations,
            LossSum = lossSum,
            ReportedStep = reportedStep,
            Elapsed = Elapsed,
            NotTraining = notTraining,
            MetricsLength = metrics,
            SamplesLength = samples,
            Weights = weights,
            EngineState = engineState.ToArray(),
        }.Save(run.CheckpointPath);
    }

    private void SaveWeights(Weights weights, double? validationLoss, bool isBest)
    {
        TrainingRecord record = new()
        {
            Corpus = corpus.Name,
            CorpusSha256 = corpus.Sha256,
            Characters = corpus.Characters,
            Steps = step,
            TrainLossNats = double.IsNaN(smoothedLoss) ? null : smoothedLoss,
            ValidationLossNats = validationLoss,
            ValidationBitsPerCharacter = validationLoss / Likelihood.NatsPerBit,
            Seed = options.Seed,
            Engine = engine.Name,
            EarlierTrainings = earlierTrainings,
        };
        run.SaveWeights(new WeightsFile(new ModelMetadata(description, corpus.Vocabulary, record), weights), isBest);
    }

    private void Report(TrainingReport report)
    {
        run.AppendMetrics(report);
        observer.OnReport(report);
    }

    private void Sample()
    {
        if (options.SampleLength > 0)
        {
            TrainingSample sample = new(step, TrainingSampler.Sample(engine, description, corpus.Vocabulary, options));
            run.AppendSample(sample);
            observer.OnSample(sample);
        }
    }

    private T OffTheClock<T>(Func<T> work)
    {
        long from = clock.GetTimestamp();
        T result = work();
        notTraining += clock.GetElapsedTime(from);
        return result;
    }

    private void OffTheClock(Action work) => OffTheClock(() =>
    {
        work();
        return true;
    });
}
