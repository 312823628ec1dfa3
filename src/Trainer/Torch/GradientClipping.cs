using static TorchSharp.torch;

namespace CharRnn.Trainer;

/// <summary>Keeps gradients small, as PyTorch's clip_grad_norm_ and clip_grad_value_ do.</summary>
/// <param name="MaxNorm">Global norm to scale down to; infinity is never.</param>
/// <param name="MaxValue">Value to cut each gradient to; 0 is never.</param>
internal sealed record GradientClipping(double MaxNorm, double MaxValue)
{
    /// <summary>Clips the gradients, in the caller's dispose scope.</summary>
    /// <returns>Their global norm before.</returns>
    public double Apply(Tensor gradients)
    {
        double norm = gradients.norm().cpu().item<float>();
        double factor = MaxNorm / (norm + 1e-6);
        if (!(factor >= 1)) // a norm that is not a number makes all gradients so, as in PyTorch
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
