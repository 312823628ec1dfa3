namespace CharRnn.Trainer;

/// <summary>What a training does at each step. It depends only on the options and the corpus, so that a resumed training does the same.</summary>
internal sealed class TrainingPlan
{
    private readonly TrainingOptions options;
    private readonly IBatchSource batches;
    private readonly TokenSampling? sampling;
    private readonly long totalSteps;
    private readonly int checkpointEvery; // steps

    public TrainingPlan(TrainingOptions options, Corpus corpus, int startId)
    {
        this.options = options;
        batches = CorpusBatches.ForTraining(corpus, options, startId);
        sampling = options.SampledSoftmax > 0 ? new TokenSampling(TokenCounts.Of(corpus.Training, corpus.Vocabulary.Size), options.SampledSoftmax) : null;
        totalSteps = Math.Min(options.MaxSteps ?? long.MaxValue, (long)options.Passes * batches.BatchCount);
        checkpointEvery = options.ValidateEvery == 0 ? batches.BatchCount : options.ValidateEvery;
    }

    /// <summary>Gets the number of tokens of the training part that no batch predicts.</summary>
    public int LeftOver => (batches as StreamBatches)?.LeftOver ?? 0;

    /// <summary>Returns the batch of a step.</summary>
    /// <param name="step">The number of steps before it.</param>
    public Batch BatchAt(long step)
    {
        Batch batch = batches[step];
        RandomSource random = new(options.Seed, step);
        bool isReset = random.NextDouble() < options.StateReset;
        return batch with { StartsFromZero = batch.StartsFromZero || isReset, Sample = sampling?.Draw(random) };
    }

    /// <summary>Returns the learning rate of a step.</summary>
    /// <param name="step">The number of steps before it.</param>
    /// <param name="fraction">The completed fraction of the run before it.</param>
    public double LearningRateAt(long step, double fraction) => LearningRate.At(options, step, step / batches.BatchCount, fraction);

    /// <summary>Returns the completed fraction of the run, by steps or by time, whichever is further along. It is 1 or more at the end.</summary>
    public double FractionDone(long step, TimeSpan elapsed) => Math.Max(
        (double)step / totalSteps,
        options.MaxMinutes is { } minutes ? elapsed.TotalMinutes / minutes : 0);

    /// <summary>Returns whether too many validations came without a lower loss.</summary>
    public bool HasLostPatience(TrainerState state) => options.Patience > 0 && state.WorseValidations >= options.Patience;

    /// <summary>Returns whether no step is left.</summary>
    public bool IsFinished(TrainerState state, TimeSpan elapsed) => FractionDone(state.Step, elapsed) >= 1 || HasLostPatience(state);

    /// <summary>Returns whether validation, a checkpoint and a sample are due after the given number of steps.</summary>
    public bool ChecksAfter(long step) => step % checkpointEvery == 0;

    /// <summary>Returns whether a report is due after the given number of steps.</summary>
    public bool ReportsAfter(long step) => step % options.ReportEvery == 0;
}
