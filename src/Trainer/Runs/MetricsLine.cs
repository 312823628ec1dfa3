namespace CharRnn.Trainer;

/// <summary>A line of metrics.jsonl: the figures of a training at one step. A figure that is null or not finite was not measured.</summary>
public sealed record MetricsLine
{
    /// <summary>Gets the number of optimiser steps taken.</summary>
    public required long Step { get; init; }

    /// <summary>Gets the number of tokens trained on so far.</summary>
    public long? Characters { get; init; }

    /// <summary>Gets the training loss in nats per token, the mean since the previous line.</summary>
    public double? TrainLossNats { get; init; }

    /// <summary>Gets the validation loss in nats per token.</summary>
    public double? ValidationLossNats { get; init; }

    /// <summary>Gets the fraction of the validation part's labels that the network gave, if it gives labels.</summary>
    public double? ValidationAccuracy { get; init; }

    /// <summary>Gets the learning rate of the step.</summary>
    public double? LearningRate { get; init; }

    /// <summary>Gets the global norm of the step's gradients before clipping.</summary>
    public double? GradientNorm { get; init; }

    /// <summary>Gets the number of tokens trained on per second of training.</summary>
    public double? CharactersPerSecond { get; init; }

    /// <summary>Gets the seconds since the start.</summary>
    public double? ElapsedSeconds { get; init; }
}
