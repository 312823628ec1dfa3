namespace CharRnn.Trainer;

/// <summary>The figures of a training at one step; a line of metrics.jsonl.</summary>
/// <param name="Step">Optimiser steps taken.</param>
/// <param name="Characters">Symbols trained on so far.</param>
/// <param name="TrainLossNats">Training loss in nats per symbol, the mean since the last report.</param>
/// <param name="ValidationLossNats">Validation loss in nats per symbol; null if this step did not validate.</param>
/// <param name="LearningRate">Learning rate of this step.</param>
/// <param name="GradientNorm">Global norm of this step's gradients before clipping.</param>
/// <param name="CharactersPerSecond">Symbols trained on per second; validation and samples do not count.</param>
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

/// <summary>The progress of a training after a step.</summary>
/// <param name="Step">Optimiser steps taken.</param>
/// <param name="TrainLossNats">Smoothed training loss, nats per symbol.</param>
/// <param name="CharactersPerSecond">Symbols trained on per second.</param>
/// <param name="Fraction">How much of the run is done, 0 to 1, by steps or by time, whichever is further along.</param>
/// <param name="Remaining">Estimated time left.</param>
public sealed record TrainingStep(long Step, double TrainLossNats, double CharactersPerSecond, double Fraction, TimeSpan Remaining);

/// <summary>A text that the network generated while it was training.</summary>
/// <param name="Step">Optimiser steps taken before it.</param>
/// <param name="Text">The text.</param>
public sealed record TrainingSample(long Step, string Text);

/// <summary>How a training ended.</summary>
/// <param name="Steps">Optimiser steps taken.</param>
/// <param name="TrainLossNats">Smoothed training loss, nats per symbol.</param>
/// <param name="BestValidationLossNats">Lowest validation loss; null if nothing was validated.</param>
/// <param name="TestLossNats">Loss of the best weights on the test part; null if there is none or the training was interrupted.</param>
/// <param name="Interrupted">Whether it was asked to stop before its end.</param>
/// <param name="Elapsed">How long it took.</param>
public sealed record TrainingResult(long Steps, double TrainLossNats, double? BestValidationLossNats, double? TestLossNats, bool Interrupted, TimeSpan Elapsed);

/// <summary>Watches a training. Methods are called on the thread that trains; each has a default that does nothing.</summary>
public interface ITrainingObserver
{
    /// <summary>Called after every step.</summary>
    void OnStep(TrainingStep step)
    {
    }

    /// <summary>Called after every line of metrics.</summary>
    void OnReport(TrainingReport report)
    {
    }

    /// <summary>Called after every sample. The first sample comes before the first step.</summary>
    void OnSample(TrainingSample sample)
    {
    }

    /// <summary>Called when something went wrong that does not end the training, such as a sample that cannot be written.</summary>
    /// <param name="message">One line.</param>
    void OnWarning(string message)
    {
    }
}
