using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>What LSTM, GRU and RNN share: the parameters of all layers under PyTorch's names, and the call.</summary>
internal sealed unsafe class RecurrentWeights
{
    private readonly Parameter[] _parameters; // a layer: weight_ih, weight_hh, bias_ih, bias_hh
    private readonly ScalarType _dtype;
    private Native.RecurrentOptions _options;

    internal RecurrentWeights(nn.Module owner, Cell cell, long inputSize, long hiddenSize, long layers, bool bias,
        bool batchFirst, double dropout, bool bidirectional, ScalarType dtype)
    {
        if (bidirectional)
        {
            throw new NotSupportedException("Bidirectional recurrent modules are not part of compat/TorchSharp.");
        }

        _dtype = dtype;
        _options = new()
        {
            Cell = (long)cell,
            InputSize = inputSize,
            HiddenSize = hiddenSize,
            Layers = layers,
            Dropout = dropout,
            HasBiases = bias ? 1 : 0,
            BatchFirst = batchFirst ? 1 : 0,
        };
        _parameters = [.. Enumerable.Range(0, (int)layers).SelectMany(layer => Layer(owner, cell, layer, bias))];
    }

    /// <summary>Numbered as in native/recurrent.cpp.</summary>
    internal enum Cell
    {
        Lstm = 0,
        Gru = 1,
        Tanh = 2,
        Relu = 3,
    }

    /// <summary>[layers, batch, hidden]</summary>
    internal Tensor ZeroState(Tensor input) =>
        zeros(_options.Layers, input.shape[_options.BatchFirst == 1 ? 0 : 1], _options.HiddenSize, input.dtype);

    /// <summary>The output sequence, h_n and, for an LSTM, c_n.</summary>
    internal (Tensor y, Tensor h, Tensor? c) Run(bool training, Tensor input, Tensor h, Tensor? c)
    {
        Native.RecurrentOptions options = _options;
        options.Training = training ? 1 : 0;
        nint* outputs = stackalloc nint[3];
        fixed (nint* weights = Native.Handles(_parameters))
        {
            Native.Check(
                Native.ts_recurrent(&options, input.Handle, h.Handle, c?.Handle ?? 0, weights, _parameters.Length, outputs),
                input, h, c);
        }
        GC.KeepAlive(this);
        return (new Tensor(outputs[0]), new Tensor(outputs[1]), outputs[2] != 0 ? new Tensor(outputs[2]) : null);
    }

    private IEnumerable<Parameter> Layer(nn.Module owner, Cell cell, int layer, bool bias)
    {
        (long input, long hidden) = (layer == 0 ? _options.InputSize : _options.HiddenSize, _options.HiddenSize);
        long rows = hidden * cell switch { Cell.Lstm => 4, Cell.Gru => 3, _ => 1 };
        yield return New(owner, $"weight_ih_l{layer}", [rows, input]);
        yield return New(owner, $"weight_hh_l{layer}", [rows, hidden]);
        if (!bias)
        {
            yield break;
        }

        yield return New(owner, $"bias_ih_l{layer}", [rows]);
        yield return New(owner, $"bias_hh_l{layer}", [rows]);
    }

    private Parameter New(nn.Module owner, string name, ReadOnlySpan<long> sizes)
    {
        Parameter parameter = NewParameter.Uniform(sizes, _dtype, 1 / Math.Sqrt(_options.HiddenSize));
        owner.register_parameter(name, parameter);
        return parameter;
    }
}
