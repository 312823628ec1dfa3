namespace CharRnn.Trainer;

/// <summary>The figures of a training at one step; a line of metrics.jsonl.</summary>
/// <param name="Step">Optimiser steps taken.</param>
/// <param name="Characters">Symbols trained on so far.</param>
/// <param name="TrainLossNats">Training loss in nats per symbol, the mean since the last report.</param>
/// <param name="ValidationLossNats">Validation loss in nats per symbol; null where this step did not validate.</param>
/// <param name="LearningRate">Of this step.</param>
/// <param name="GradientNorm">Global norm before clipping, of this step.</param>
/// <param name="CharactersPerSecond">Symbols trained on a second of training, validation and samples left out.</param>
/// <param name="ElapsedSeconds">Since the start.</param>
public sealed record TrainingReport(
    long Step,
    long Characters,
    double TrainLossNats,
    double? ValidationLossNats,
    double LearningRate,
    double GradientNorm,
    double CharactersPerSecond,
    double ElapsedSeconds);

/// <summary>Where a training stands, told after every step.</summary>
/// <param name="Step">Optimiser steps taken.</param>
/// <param name="TrainLossNats">Smoothed training loss, nats per symbol.</param>
/// <param name="CharactersPerSecond">Symbols trained on a second.</param>
/// <param name="Fraction">How much of the run is done, 0 to 1, by steps or by time, whichever is further along.</param>
/// <param name="Remaining">Time left, as far as the past tells.</param>
public sealed record TrainingStep(long Step, double TrainLossNats, double CharactersPerSecond, double Fraction, TimeSpan Remaining);

/// <summary>A text that the network made.</summary>
/// <param name="Step">Optimiser steps taken when it did.</param>
/// <param name="Text">The text.</param>
public sealed record TrainingSample(long Step, string Text);

/// <summary>How a training ended.</summary>
/// <param name="Steps">Optimiser steps taken.</param>
/// <param name="TrainLossNats">Smoothed training loss, nats per symbol.</param>
/// <param name="BestValidationLossNats">Lowest validation loss; null where nothing was validated.</param>
/// <param name="TestLossNats">Loss of the best weights on the test part; null where there is none, or the training was interrupted.</param>
/// <param name="Interrupted">Whether it was asked to stop before its end.</param>
/// <param name="Elapsed">How long it took.</param>
public sealed record TrainingResult(long Steps, double TrainLossNats, double? BestValidationLossNats, double? TestLossNats, bool Interrupted, TimeSpan Elapsed);

/// <summary>Watches a training. Every method is called on the training's own thread, and may be left out.</summary>
public interface ITrainingObserver
{
    /// <summary>After every step.</summary>
    void OnStep(TrainingStep step)
    {
    }

    /// <summary>After every line of metrics.</summary>
    void OnReport(TrainingReport report)
    {
    }

    /// <summary>After every sample; the first comes before the first step.</summary>
    void OnSample(TrainingSample sample)
    {
    }
}
