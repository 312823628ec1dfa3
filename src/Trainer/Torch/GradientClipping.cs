using static TorchSharp.torch;

namespace CharRnn.Trainer;

/// <summary>Clips gradients, as clip_grad_norm_ and clip_grad_value_ of PyTorch do.</summary>
/// <param name="MaxNorm">The maximum global norm, to which larger gradients are scaled down; infinity for no limit.</param>
/// <param name="MaxValue">The maximum absolute value, to which each gradient is clamped; 0 for no limit.</param>
internal sealed record GradientClipping(double MaxNorm, double MaxValue)
{
    /// <summary>Clips the gradients, in the caller's dispose scope.</summary>
    /// <returns>The global norm before clipping.</returns>
    public double Apply(Tensor gradients)
    {
        double norm = gradients.norm().cpu().item<float>();
        double factor = MaxNorm / (norm + 1e-6);
        if (!(factor >= 1)) // a NaN norm makes all gradients NaN, as in PyTorch
        {
            gradients.Scale(factor);
        }

        if (MaxValue > 0)
        {
            gradients.CutTo(MaxValue);
        }

        return norm;
    }
}
