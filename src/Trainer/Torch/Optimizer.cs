using static TorchSharp.torch;

namespace CharRnn.Trainer;

/// <summary>
/// An optimiser with the semantics of PyTorch. TorchSharp's own optimisers pass numbers to libtorch that a garbage collection can free
/// in the middle of a step (see <see cref="HeldScalars"/>).
/// </summary>
/// <param name="parameters">The parameters to train.</param>
/// <param name="gradientDecay">The L2 penalty, added to the gradients.</param>
/// <param name="stateCount">The number of state vectors of the optimiser.</param>
internal abstract class Optimizer(FlatParameters parameters, double gradientDecay, int stateCount) : IDisposable
{
    private readonly Tensor[] states = [.. Enumerable.Range(0, stateCount).Select(_ => parameters.NewState())];
    private long steps;

    public static Optimizer Create(FlatParameters parameters, TrainingOptions options) => options.Optimizer switch
    {
        OptimizerKind.AdamW => new Adam(parameters, gradientDecay: 0, weightDecay: options.WeightDecay),
        OptimizerKind.RmsProp => new RmsProp(parameters, options.WeightDecay, options.RmsPropDecay, options.Momentum),
        OptimizerKind.Adagrad => new Adagrad(parameters, options.WeightDecay),
        OptimizerKind.Sgd => new Sgd(parameters, options.WeightDecay, options.Momentum),
        _ => new Adam(parameters, gradientDecay: options.WeightDecay, weightDecay: 0),
    };

    /// <summary>Takes one step, in the caller's dispose scope. It overwrites the gradients.</summary>
    public void Step(double learningRate)
    {
        if (gradientDecay > 0)
        {
            parameters.Gradients.AddScaled(parameters.Values, gradientDecay);
        }

        steps++;
        Update(parameters.Values, parameters.Gradients, states, steps, learningRate);
        parameters.Publish();
    }

    /// <summary>Writes the state of the optimiser.</summary>
    public void Save(BinaryWriter writer)
    {
        writer.Write(steps);
        Array.ForEach(states, state => BinaryArrays.Write(writer, parameters.Pack(state)));
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The state is of another optimiser or another network.</exception>
    public void Load(BinaryReader reader)
    {
        steps = reader.ReadInt64();
        if (steps < 0)
        {
            throw new InvalidDataException($"the optimiser has taken {steps} steps; must be 0 or more.");
        }

        Array.ForEach(states, state => parameters.Unpack(BinaryArrays.ReadFloats(reader, parameters.Count), state));
    }

    /// <inheritdoc/>
    public void Dispose() => Array.ForEach(states, state => state.Dispose());

    /// <summary>Updates the values by the rule of the optimiser.</summary>
    /// <param name="values">The parameters, which are updated.</param>
    /// <param name="gradients">Their gradients.</param>
    /// <param name="states">The state vectors; zeros before the first step.</param>
    /// <param name="step">The number of this step, from 1.</param>
    /// <param name="learningRate">The learning rate of this step.</param>
    protected abstract void Update(Tensor values, Tensor gradients, Tensor[] states, long step, double learningRate);
}
