namespace CharRnn.Trainer;

/// <summary>
/// Does the arithmetic of a training. An engine carries two recurrent states from batch to batch, one for training and one for
/// evaluation. A batch with <see cref="Batch.Questions"/> starts from the states after them instead. It is not safe for concurrent use.
/// </summary>
public interface ITrainingEngine : IDisposable
{
    /// <summary>Gets the name and version, for the training record.</summary>
    string Name { get; }

    /// <summary>Takes one optimiser step on a batch. The recurrent state is carried to the next batch, without its gradient.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="learningRate">The learning rate of this step.</param>
    /// <param name="ownProbability">The probability that an input after the first of a row is drawn from the network's own prediction (<see cref="ScheduledSampling"/>).</param>
    StepResult TrainBatch(Batch batch, double learningRate, double ownProbability = 0);

    /// <summary>Computes the mean cross-entropy of a batch in nats, without training or dropout.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="logits">Receives the logits: [batch, sequence, vocabulary], or the scores of the labels of each target; empty if they are not needed.</param>
    double EvaluateBatch(Batch batch, Span<float> logits = default);

    /// <summary>Copies the current weights.</summary>
    Weights GetWeights();

    /// <summary>Sets the weights. The state of the optimiser is kept.</summary>
    void SetWeights(Weights weights);

    /// <summary>Writes everything that the next step depends on besides the weights: the optimiser's state, the carried state and the random numbers.</summary>
    void SaveState(BinaryWriter writer);

    /// <summary>Reads what <see cref="SaveState"/> of the same engine and network wrote.</summary>
    /// <exception cref="InvalidModelException">The state is of another network or optimiser.</exception>
    void LoadState(BinaryReader reader);
}

/// <summary>The result of one optimiser step.</summary>
/// <param name="LossNats">Mean cross-entropy of the batch before the step, nats per token.</param>
/// <param name="GradientNorm">Global norm of the gradients before clipping.</param>
public readonly record struct StepResult(double LossNats, double GradientNorm);
