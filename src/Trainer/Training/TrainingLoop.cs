namespace CharRnn.Trainer;

/// <summary>
/// Runs the steps of a training: it passes the batches to the engine, and validates, samples, reports and saves checkpoints when they are
/// due.
/// </summary>
internal sealed class TrainingLoop
{
    private readonly TrainingSetup setup;
    private readonly TrainingPlan plan;
    private readonly TrainingOutput output;
    private readonly TrainingClock clock;
    private TrainerState state;

    public TrainingLoop(TrainingSetup setup, TrainingPlan plan, TrainerState state)
    {
        (this.setup, this.plan, this.state) = (setup, plan, state);
        output = new TrainingOutput(setup, state);
        clock = new TrainingClock(setup.Clock, state.Elapsed, state.NotTraining);
    }

    private double FractionDone => plan.FractionDone(state.Step, clock.Elapsed);

    private double CharactersPerSecond => state.Characters / Math.Max((clock.Elapsed - clock.NotTraining).TotalSeconds, 1e-9);

    /// <summary>Trains to the end, or until cancelled.</summary>
    /// <param name="isNew">Whether there is no checkpoint yet. The first one is then saved before the first step.</param>
    /// <param name="cancellationToken">Stops the training after a step.</param>
    public TrainingResult Run(bool isNew, CancellationToken cancellationToken)
    {
        if (isNew)
        {
            clock.OffTheClock(() => Checkpoint(validation: null));
        }

        bool finished = state.Unvalidated is { } unvalidated ? Look(unvalidated, cancellationToken) : plan.IsFinished(state, clock.Elapsed);
        while (!finished && !cancellationToken.IsCancellationRequested)
        {
            finished = Look(TakeStep(), cancellationToken);
            setup.Observer.OnStep(CurrentStep());
        }

        if (!finished)
        {
            Save(validation: null, isBest: false, isScheduled: false);
        }

        bool tests = setup.Corpus.Test.Length > 0;
        PartLoss? test = finished && tests ? Test(cancellationToken) : null;
        bool interrupted = !finished || (tests && test is null);
        return new TrainingResult(state.Step, state.SmoothedLoss ?? double.NaN, state.BestValidationLoss, test?.Nats, interrupted, clock.Elapsed)
        {
            TestAccuracy = test?.Accuracy,
            FirstLossNats = state.FirstLoss,
            BestStep = state.BestStep,
            BestWeights = setup.Run is null ? output.BestWeights : null,
        };
    }

    private StepFigures TakeStep()
    {
        double fraction = FractionDone;
        double learningRate = plan.LearningRateAt(state.Step, fraction);
        Batch batch = plan.BatchAt(state.Step);
        StepResult result = setup.Engine.TrainBatch(batch, learningRate, OwnTokens.Probability(setup.Options, fraction));
        state = state.AfterStep(result.LossNats, batch.TargetCount);
        CheckFinite("loss", result.LossNats);
        CheckFinite("gradient norm", result.GradientNorm);
        return new StepFigures(learningRate, result.GradientNorm);
    }

    /// <summary>Validates, reports and saves when it is due. What an interruption prevents is done when the training is resumed.</summary>
    /// <param name="step">The last step.</param>
    /// <param name="cancellationToken">Interrupts a validation.</param>
    /// <returns>Whether the training is finished.</returns>
    private bool Look(StepFigures step, CancellationToken cancellationToken)
    {
        bool isLast = FractionDone >= 1;
        bool checks = isLast || plan.ChecksAfter(state.Step);
        bool validates = checks && setup.Corpus.Validation.Length > 0;
        PartLoss? validation = validates ? clock.OffTheClock(() => PartLoss.Measure(setup, setup.Corpus.Validation, cancellationToken)) : null;
        double? validationLoss = validation?.Nats;
        bool isInterrupted = validates && validation is null;
        state = state with { Unvalidated = isInterrupted ? step : null };
        if (isInterrupted)
        {
            return false;
        }

        CheckFinite("validation loss", validationLoss ?? 0);
        if (validates || isLast || plan.ReportsAfter(state.Step))
        {
            output.Report(new TrainingReport(
                state.Step, state.Characters, state.MeanLoss, validationLoss, step.LearningRate, step.GradientNorm, CharactersPerSecond, clock.Elapsed.TotalSeconds)
            {
                ValidationAccuracy = validation?.Accuracy,
            });
            state = state.AfterReport();
        }

        if (checks)
        {
            clock.OffTheClock(() => Checkpoint(validation));
        }

        return isLast || plan.HasLostPatience(state);
    }

    private void Checkpoint(PartLoss? validation)
    {
        bool isBest = state.IsImprovedBy(validation?.Nats);
        state = state.AfterValidation(validation?.Nats);
        Save(validation, isBest, isScheduled: true);
    }

    /// <param name="validation">The loss that the weights have.</param>
    /// <param name="isBest">Whether it is the lowest so far.</param>
    /// <param name="isScheduled">Whether it is a checkpoint of the plan, with a sample, and not that of an interruption.</param>
    private void Save(PartLoss? validation, bool isBest, bool isScheduled)
    {
        Weights weights = setup.Engine.GetWeights();
        foreach (WeightTensor weight in weights)
        {
            CheckFinite(weight.Name, Array.Find(weight.Data, value => !float.IsFinite(value)));
        }

        output.SaveWeights(state, weights, validation, isBest, isKept: isScheduled);
        if (isScheduled)
        {
            output.Sample(state.Step);
        }

        state = state with { Elapsed = clock.Elapsed, NotTraining = clock.NotTraining };
        output.SaveCheckpoint(state, weights);
    }

    private TrainingStep CurrentStep()
    {
        double fraction = Math.Min(1, FractionDone);
        return new TrainingStep(state.Step, state.SmoothedLoss ?? double.NaN, CharactersPerSecond, fraction, clock.Elapsed * ((1 - fraction) / fraction));
    }

    private PartLoss? Test(CancellationToken cancellationToken)
    {
        setup.Engine.SetWeights(output.BestWeights.Weights);
        return PartLoss.Measure(setup, setup.Corpus.Test, cancellationToken);
    }

    // The last checkpoint is from before: nothing is saved of a step whose figures are not finite.
    private void CheckFinite(string figure, double value)
    {
        if (!double.IsFinite(value))
        {
            throw new CharRnnException($"The training diverged at step {state.Step}: {figure} {value}. {(setup.Run is { } run
                ? $"Resume {run.FolderPath} with a lower learning rate or a smaller gradient norm limit; it goes on from its last checkpoint."
                : "Train with a lower learning rate or a smaller gradient norm limit.")}");
        }
    }
}
