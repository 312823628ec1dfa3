using static TorchSharp.torch;

namespace CharRnn.Trainer;

/// <summary>RMSProp (Hinton, 2012) as PyTorch has it: momentum is of the step before the learning rate.</summary>
/// <param name="parameters">What it changes.</param>
/// <param name="gradientDecay">L2 penalty that is added to the gradients.</param>
/// <param name="smoothing">What remains of the mean of squares at each step (PyTorch's alpha).</param>
/// <param name="momentum">What remains of the last step; 0 is none.</param>
internal sealed class RmsProp(FlatParameters parameters, double gradientDecay, double smoothing, double momentum)
    : Optimizer(parameters, gradientDecay, stateCount: momentum > 0 ? 2 : 1)
{
    private const double Epsilon = 1e-8;

    protected override void Update(Tensor values, Tensor gradients, Tensor[] states, long step, double learningRate)
    {
        Tensor meanSquare = states[0].Scale(smoothing).AddScaledSquare(gradients, 1 - smoothing);
        Tensor denominator = meanSquare.sqrt().AddConstant(Epsilon);
        if (momentum > 0)
        {
            Tensor velocity = states[1].Scale(momentum).AddScaledQuotient(gradients, denominator, 1);
            values.AddScaled(velocity, -learningRate);
        }
        else
        {
            values.AddScaledQuotient(gradients, denominator, -learningRate);
        }
    }
}
