using static TorchSharp.torch;

namespace CharRnn.Trainer;

/// <summary>RMSProp (Hinton, 2012) as in PyTorch: momentum applies to the step before it is multiplied by the learning rate.</summary>
/// <param name="parameters">The parameters to train.</param>
/// <param name="gradientDecay">The L2 penalty, added to the gradients.</param>
/// <param name="smoothing">The smoothing constant of the mean square (alpha in PyTorch).</param>
/// <param name="momentum">The momentum; 0 is none.</param>
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
