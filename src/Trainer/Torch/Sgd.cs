using static TorchSharp.torch;

namespace CharRnn.Trainer;

/// <summary>Stochastic gradient descent, with momentum where it is asked for.</summary>
/// <param name="parameters">What it changes.</param>
/// <param name="gradientDecay">L2 penalty that is added to the gradients.</param>
/// <param name="momentum">What remains of the last step; 0 is none.</param>
internal sealed class Sgd(FlatParameters parameters, double gradientDecay, double momentum)
    : Optimizer(parameters, gradientDecay, stateCount: momentum > 0 ? 1 : 0)
{
    protected override void Update(Tensor values, Tensor gradients, Tensor[] states, long step, double learningRate)
    {
        Tensor velocity = momentum > 0 ? states[0].Scale(momentum).AddScaled(gradients, 1) : gradients;
        values.AddScaled(velocity, -learningRate);
    }
}
