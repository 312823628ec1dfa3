using TorchSharp;
using static TorchSharp.torch;

namespace CharRnn.Trainer;

/// <summary>
/// Arithmetic with numbers. TorchSharp turns a number into a <see cref="Scalar"/> and passes its native handle to libtorch, but
/// keeps no reference to the Scalar, so a garbage collection during the call can free the handle. Here each Scalar has an owner that
/// disposes it after the call. No other code of the trainer passes a number where TorchSharp takes a Scalar.
/// </summary>
internal static class HeldScalars
{
    /// <summary>tensor = tensor * factor.</summary>
    public static Tensor Scale(this Tensor tensor, double factor)
    {
        using Scalar held = factor.ToScalar();
        return tensor.mul_(held);
    }

    /// <summary>tensor = tensor + constant.</summary>
    public static Tensor AddConstant(this Tensor tensor, double constant)
    {
        using Scalar held = constant.ToScalar();
        using Scalar one = 1.0.ToScalar(); // otherwise TorchSharp creates one
        return tensor.add_(held, one);
    }

    /// <summary>Returns tensor + factor * other. The operators + and - have a factor that nothing holds.</summary>
    public static Tensor Plus(this Tensor tensor, Tensor other, double factor = 1)
    {
        using Scalar held = factor.ToScalar();
        return tensor.add(other, held);
    }

    /// <summary>tensor = tensor + factor * other.</summary>
    public static Tensor AddScaled(this Tensor tensor, Tensor other, double factor)
    {
        using Scalar held = factor.ToScalar();
        return tensor.add_(other, held);
    }

    /// <summary>Adds each row to the row of the tensor that its index names.</summary>
    public static Tensor AddRows(this Tensor tensor, Tensor indices, Tensor rows)
    {
        using Scalar one = 1.0.ToScalar();
        return tensor.index_add_(0, indices, rows, one);
    }

    /// <summary>tensor = tensor + factor * other * other.</summary>
    public static Tensor AddScaledSquare(this Tensor tensor, Tensor other, double factor)
    {
        using Scalar held = factor.ToScalar();
        return tensor.addcmul_(other, other, held);
    }

    /// <summary>tensor = tensor + factor * numerator / denominator.</summary>
    public static Tensor AddScaledQuotient(this Tensor tensor, Tensor numerator, Tensor denominator, double factor)
    {
        using Scalar held = factor.ToScalar();
        return tensor.addcdiv_(numerator, denominator, held);
    }

    /// <summary>Clamps each element to -limit..limit.</summary>
    public static Tensor CutTo(this Tensor tensor, double limit)
    {
        using Scalar least = (-limit).ToScalar();
        using Scalar most = limit.ToScalar();
        return tensor.clamp_(least, most);
    }
}
