using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>y = x W^T + b over the last dimension.</summary>
public sealed class Linear : nn.Module<Tensor, Tensor>
{
    private Parameter? _weight; // [out_features, in_features]
    private Parameter? _bias; // [out_features]

    internal Linear(long inputSize, long outputSize, bool hasBias, ScalarType dtype) : base(nameof(Linear))
    {
        // PyTorch's kaiming_uniform with a = sqrt(5) comes to this bound, for the weight as for the bias.
        double bound = inputSize > 0 ? 1 / Math.Sqrt(inputSize) : 0;
        weight = NewParameter.Uniform([outputSize, inputSize], dtype, bound);
        if (hasBias)
        {
            bias = NewParameter.Uniform([outputSize], dtype, bound);
        }
    }

    public Parameter? weight
    {
        get => _weight;
        set => ConditionallyRegisterParameter(nameof(weight), _weight = value ?? throw new ArgumentNullException(nameof(value)));
    }

    public Parameter? bias
    {
        get => _bias;
        set => ConditionallyRegisterParameter(nameof(bias), _bias = value);
    }

    public override Tensor forward(Tensor tensor) => nn.functional.linear(tensor, _weight!, _bias);

    // The parameters are registered under their public names already.
    protected override void RegisterComponents() { }
}
