using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CharRnn.Trainer;

/// <summary>Makes and runs stacked recurrent layers of each kind of cell.</summary>
internal static class RecurrentLayers
{
    /// <summary>Makes the layers.</summary>
    public static nn.Module Make(ModelDescription description, double dropout) => description.Cell switch
    {
        Cell.Lstm => nn.LSTM(description.InputSize, description.HiddenSize, description.Layers, batchFirst: true, dropout: description.Layers > 1 ? dropout : 0, bidirectional: description.Bidirectional),
        Cell.Gru => nn.GRU(description.InputSize, description.HiddenSize, description.Layers, batchFirst: true, dropout: description.Layers > 1 ? dropout : 0, bidirectional: description.Bidirectional),
        Cell.Jordan => new JordanLayer(description),
        _ => nn.RNN(
            description.InputSize,
            description.HiddenSize,
            description.Layers,
            description.Nonlinearity == Nonlinearity.Relu ? nn.NonLinearities.ReLU : nn.NonLinearities.Tanh,
            batchFirst: true,
            dropout: description.Layers > 1 ? dropout : 0,
            bidirectional: description.Bidirectional),
    };

    /// <summary>Reads inputs [batch, sequence, width] from states [layers x directions, batch, state size].</summary>
    /// <param name="rnn">The layers.</param>
    /// <param name="inputs">What they read.</param>
    /// <param name="hidden">The hidden state before.</param>
    /// <param name="cell">The cell state before; null except for LSTM.</param>
    /// <param name="decode">Returns the logits of hidden states, which the layer of a Jordan network reads.</param>
    public static (Tensor Outputs, Tensor Hidden, Tensor? Cell) Run(nn.Module rnn, Tensor inputs, Tensor hidden, Tensor? cell, Func<Tensor, Tensor> decode)
    {
        if (rnn is LSTM lstm)
        {
            return lstm.call(inputs, (hidden, cell!));
        }

        (Tensor outputs, Tensor hiddenAfter) = rnn switch
        {
            JordanLayer jordan => jordan.Read(inputs, hidden, decode),
            GRU gru => gru.call(inputs, hidden),
            _ => ((RNN)rnn).call(inputs, hidden),
        };
        return (outputs, hiddenAfter, null);
    }

    /// <summary>Reads padded inputs [batch, sequence, width] from the zero state, each row to its own end.</summary>
    /// <returns>The states [layers, batch, hidden] after the rows' ends.</returns>
    public static (Tensor Hidden, Tensor? Cell) RunToEnds(nn.Module rnn, Tensor inputs, Tensor lengths)
    {
        using nn.utils.rnn.PackedSequence packed = nn.utils.rnn.pack_padded_sequence(inputs, lengths, batch_first: true, enforce_sorted: false);
        if (rnn is LSTM lstm)
        {
            (_, Tensor hidden, Tensor cell) = lstm.call(packed);
            return (hidden, cell);
        }

        (_, Tensor after) = rnn is GRU gru ? gru.call(packed) : ((RNN)rnn).call(packed);
        return (after, null);
    }
}
