namespace CharRnn.Trainer;

/// <summary>
/// What the training loop asks of whatever does the arithmetic. An engine carries two recurrent states of its own, one for
/// training and one for evaluation, from window to window. Not safe for concurrent use.
/// </summary>
public interface ITrainingEngine : IDisposable
{
    /// <summary>What it is, by name and version, for the training record.</summary>
    string Name { get; }

    /// <summary>One optimiser step on a window; the state is carried on, detached.</summary>
    /// <param name="window">The window.</param>
    /// <param name="learningRate">Of this step.</param>
    /// <param name="ownProbability">Probability that an input after a row's first is drawn from the network's own prediction (<see cref="ScheduledSampling"/>).</param>
    StepResult TrainWindow(Window window, double learningRate, double ownProbability = 0);

    /// <summary>The mean cross-entropy of a window in nats, without learning or dropout.</summary>
    /// <param name="window">The window.</param>
    /// <param name="logits">[batch, sequence, vocabulary], filled with the logits; empty where they are not wanted.</param>
    double EvaluateWindow(Window window, Span<float> logits = default);

    /// <summary>A copy of the weights as they are.</summary>
    Weights TakeWeights();

    /// <summary>Sets the weights; the optimiser's own state stays.</summary>
    void GiveWeights(Weights weights);

    /// <summary>Writes all that the next step depends on besides the weights: the optimiser's state, the carried state, random numbers.</summary>
    void SaveState(BinaryWriter writer);

    /// <summary>Reads what <see cref="SaveState"/> of the same engine and network wrote.</summary>
    void LoadState(BinaryReader reader);
}

/// <summary>What one optimiser step saw.</summary>
/// <param name="LossNats">Mean cross-entropy of the window before the step, nats per symbol.</param>
/// <param name="GradientNorm">Global norm of the gradients before clipping.</param>
public readonly record struct StepResult(double LossNats, double GradientNorm);
