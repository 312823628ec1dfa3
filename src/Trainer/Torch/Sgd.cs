using static TorchSharp.torch;

namespace CharRnn.Trainer;

/// <summary>Stochastic gradient descent, optionally with momentum.</summary>
/// <param name="parameters">The parameters to train.</param>
/// <param name="gradientDecay">The L2 penalty, added to the gradients.</param>
/// <param name="momentum">The momentum; 0 is none.</param>
internal sealed class Sgd(FlatParameters parameters, double gradientDecay, double momentum)
    : Optimizer(parameters, gradientDecay, stateCount: momentum > 0 ? 1 : 0)
{
    protected override void Update(Tensor values, Tensor gradients, Tensor[] states, long step, double learningRate)
    {
        Tensor velocity = momentum > 0 ? states[0].Scale(momentum).AddScaled(gradients, 1) : gradients;
        values.AddScaled(velocity, -learningRate);
    }
}
