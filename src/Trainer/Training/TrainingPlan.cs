namespace CharRnn.Trainer;

/// <summary>What a training does at which step, by its options and its corpus alone, so that a resumed training does the same.</summary>
internal sealed class TrainingPlan
{
    private readonly TrainingOptions options;
    private readonly IBatchSource batches;
    private readonly long totalSteps;
    private readonly int checkpointEvery; // steps

    public TrainingPlan(TrainingOptions options, Corpus corpus, int startId)
    {
        this.options = options;
        batches = CorpusBatches.ForTraining(corpus, options, startId);
        totalSteps = Math.Min(options.MaxSteps ?? long.MaxValue, (long)options.Epochs * batches.BatchCount);
        checkpointEvery = options.ValidateEvery == 0 ? batches.BatchCount : options.ValidateEvery;
    }

    /// <summary>Tokens of the training part that no batch predicts.</summary>
    public int LeftOver => (batches as StreamBatches)?.LeftOver ?? 0;

    /// <summary>The batch that a step sees.</summary>
    /// <param name="step">Steps taken before it.</param>
    public Batch BatchAt(long step)
    {
        Batch batch = batches[step];
        return new RandomSource(options.Seed, step).NextDouble() < options.StateReset ? batch with { StartsFromZero = true } : batch;
    }

    /// <summary>The learning rate of a step.</summary>
    /// <param name="step">Steps taken before it.</param>
    /// <param name="fraction">How much of the run is done before it.</param>
    public double LearningRateAt(long step, double fraction) => LearningRate.At(options, step, step / batches.BatchCount, fraction);

    /// <summary>How much of the run is done, by steps or by time, whichever is further along; 1 or more at the end.</summary>
    public double FractionDone(long step, TimeSpan elapsed) => Math.Max(
        (double)step / totalSteps,
        options.MaxMinutes is { } minutes ? elapsed.TotalMinutes / minutes : 0);

    /// <summary>Whether validation, a checkpoint and a sample follow so many steps.</summary>
    public bool ChecksAfter(long step) => step % checkpointEvery == 0;

    /// <summary>Whether a report follows so many steps.</summary>
    public bool ReportsAfter(long step) => step % options.ReportEvery == 0;
}
