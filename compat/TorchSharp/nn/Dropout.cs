using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>While training, zeroes elements with probability p and scales the others by 1 / (1 - p).</summary>
public sealed class Dropout : nn.Module<Tensor, Tensor>
{
    private readonly double _p;
    private readonly bool _inplace;

    internal Dropout(double p, bool inplace) : base(nameof(Dropout)) => (_p, _inplace) = (p, inplace);

    public override Tensor forward(Tensor tensor) => nn.functional.dropout(tensor, _p, training, _inplace);
}
