using static TorchSharp.torch;

namespace CharRnn.Trainer;

/// <summary>Adam (Kingma and Ba, 2015), and AdamW (Loshchilov and Hutter, 2019) where it has a weight decay of its own.</summary>
/// <param name="parameters">What it changes.</param>
/// <param name="gradientDecay">L2 penalty that is added to the gradients.</param>
/// <param name="weightDecay">What the values shrink by at each step, times the learning rate.</param>
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

        // The corrections of the bias are in the two numbers, which saves a pass over the vector.
        double meanCorrection = 1 - Math.Pow(Beta1, step);
        double rootCorrection = Math.Sqrt(1 - Math.Pow(Beta2, step));
        Tensor denominator = meanSquare.sqrt().AddConstant(Epsilon * rootCorrection);
        values.AddScaledQuotient(mean, denominator, -learningRate * rootCorrection / meanCorrection);
    }
}
