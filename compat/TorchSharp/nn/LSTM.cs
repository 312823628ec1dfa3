using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>
/// Gates i, f, g, o. Sequences are [sequence, batch, input], with batchFirst [batch, sequence, input]; states
/// [layers, batch, hidden].
/// </summary>
public sealed class LSTM : nn.Module<Tensor, (Tensor, Tensor)?, (Tensor, Tensor, Tensor)>
{
    private readonly RecurrentWeights _weights;

    internal LSTM(long inputSize, long hiddenSize, long numLayers, bool bias, bool batchFirst, double dropout, bool bidirectional,
        ScalarType dtype)
        : base(nameof(LSTM)) =>
        _weights = new(this, RecurrentWeights.Cell.Lstm, inputSize, hiddenSize, numLayers, bias, batchFirst, dropout, bidirectional, dtype);

    public override (Tensor, Tensor, Tensor) forward(Tensor input, (Tensor, Tensor)? h0_c0 = null)
    {
        (Tensor? h, Tensor? c) = h0_c0 ?? (_weights.ZeroState(input), _weights.ZeroState(input));
        (Tensor y, Tensor h, Tensor? c) result = _weights.Run(training, input, h, c);
        return (result.y, result.h, result.c!);
    }

    public new (Tensor, Tensor, Tensor) call(Tensor input, (Tensor, Tensor)? h0_c0 = null) => base.call(input, h0_c0);

    /// <summary>Of use on a GPU only.</summary>
    public void flatten_parameters() { }
}
