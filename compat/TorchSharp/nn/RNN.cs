using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>
/// The Elman network. Sequences are [sequence, batch, input], with batchFirst [batch, sequence, input]; the state
/// [layers, batch, hidden].
/// </summary>
public sealed class RNN : nn.Module<Tensor, Tensor?, (Tensor, Tensor)>
{
    private readonly RecurrentWeights _weights;

    internal RNN(long inputSize, long hiddenSize, long numLayers, nn.NonLinearities nonLinearity, bool bias, bool batchFirst,
        double dropout, bool bidirectional, ScalarType dtype)
        : base(nameof(RNN))
    {
        RecurrentWeights.Cell cell = nonLinearity == nn.NonLinearities.ReLU ? RecurrentWeights.Cell.Relu : RecurrentWeights.Cell.Tanh;
        _weights = new(this, cell, inputSize, hiddenSize, numLayers, bias, batchFirst, dropout, bidirectional, dtype);
    }

    public override (Tensor, Tensor) forward(Tensor input, Tensor? h0)
    {
        (Tensor y, Tensor h, Tensor? _) = _weights.Run(training, input, h0 ?? _weights.ZeroState(input), null);
        return (y, h);
    }

    public new (Tensor, Tensor) call(Tensor input, Tensor? h0 = null) => base.call(input, h0);

    /// <summary>Of use on a GPU only.</summary>
    public void flatten_parameters() { }
}
