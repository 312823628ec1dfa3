using static TorchSharp.torch;

namespace CharRnn.Trainer;

/// <summary>Adagrad (Duchi, Hazan and Singer, 2011).</summary>
/// <param name="parameters">The parameters to train.</param>
/// <param name="gradientDecay">The L2 penalty, added to the gradients.</param>
internal sealed class Adagrad(FlatParameters parameters, double gradientDecay) : Optimizer(parameters, gradientDecay, stateCount: 1)
{
    private const double Epsilon = 1e-10;

    protected override void Update(Tensor values, Tensor gradients, Tensor[] states, long step, double learningRate)
    {
        Tensor squares = states[0].AddScaledSquare(gradients, 1);
        values.AddScaledQuotient(gradients, squares.sqrt().AddConstant(Epsilon), -learningRate);
    }
}
