namespace CharRnn.Trainer;

/// <summary>How a network learns from a batch.</summary>
internal interface ILearningMethod : IDisposable
{
    /// <summary>Learns from a batch, in the caller's dispose scope.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="carried">The state that the batch starts from, unless it starts from zero; afterwards the state after it.</param>
    /// <param name="learningRate">The learning rate of this step.</param>
    /// <param name="ownProbability">The probability that an input is the network's own prediction.</param>
    StepResult Step(Batch batch, ref CarriedState? carried, double learningRate, double ownProbability);

    /// <summary>Gives the network the weights that it has learnt, if they are not there already. In the caller's dispose scope.</summary>
    void Complete();

    /// <summary>Writes what the next step depends on besides the weights and the carried state, in the caller's dispose scope.</summary>
    void Save(BinaryWriter writer);

    /// <summary>Reads what <see cref="Save"/> wrote, in the caller's dispose scope.</summary>
    /// <exception cref="InvalidDataException">The state is of another method or network.</exception>
    void Load(BinaryReader reader);
}
