using static TorchSharp.torch;

namespace CharRnn.Trainer;

/// <summary>Adam (Kingma and Ba, 2015), and with a decoupled weight decay AdamW (Loshchilov and Hutter, 2019).</summary>
/// <param name="parameters">The parameters to train.</param>
/// <param name="gradientDecay">The L2 penalty, added to the gradients.</param>
/// <param name="weightDecay">The decoupled weight decay per step, multiplied by the learning rate.</param>
internal sealed class Adam(FlatParameters parameters, double gradientDecay, double weightDecay) : Optimizer(parameters, gradientDecay, stateCount: 2)
{
    private const double Beta1 = 0.9;
    private const double Beta2 = 0.999;
    private const double Epsilon = 1e-8;

    protected override void Update(Tensor values, Tensor gradients, Tensor[] states, long step, double learningRate)
    {
        (Tensor mean, Tensor meanSquare) = (states[0], states[1]);
        if (weightDecay > 0)
        {
            values.Scale(1 - (learningRate * weightDecay));
        }

        mean.Scale(Beta1).AddScaled(gradients, 1 - Beta1);
        meanSquare.Scale(Beta2).AddScaledSquare(gradients, 1 - Beta2);

        // Both bias corrections are folded into these two numbers, which saves a pass over the vector.
        double meanCorrection = 1 - Math.Pow(Beta1, step);
        double rootCorrection = Math.Sqrt(1 - Math.Pow(Beta2, step));
        Tensor denominator = meanSquare.sqrt().AddConstant(Epsilon * rootCorrection);
        values.AddScaledQuotient(mean, denominator, -learningRate * rootCorrection / meanCorrection);
    }
}
