using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CharRnn.Trainer;

/// <summary>
/// The network: embedding (or one-hot input), stacked recurrent layers and decoder. TorchSharp names a parameter after the fields that
/// lead to it, so the fields have the names of the weights file.
/// </summary>
internal sealed class CharRnnModule : nn.Module
{
    private readonly ModelDescription description;
    private readonly Lookup? embedding;
    private readonly Dropout inputDropout;
    private readonly nn.Module rnn;
    private readonly Dropout outputDropout;
    private readonly Decoder decoder;

    public CharRnnModule(ModelDescription description, double dropout = 0, double inputDropout = 0, double outputDropout = 0)
        : base("char_rnn")
    {
        this.description = description;
        embedding = description.EmbeddingSize > 0 ? new Lookup(description.VocabularySize, description.EmbeddingSize) : null;
        this.inputDropout = nn.Dropout(inputDropout);
        rnn = MakeLayers(description, description.Layers > 1 ? dropout : 0);
        this.outputDropout = nn.Dropout(outputDropout);
        decoder = new Decoder(description);
        RegisterComponents();
    }

    /// <summary>
    /// Computes logits and the new states from token ids and states. The logits are [batch, sequence, outputs] or, of a network that labels
    /// whole texts, [batch, outputs].
    /// </summary>
    /// <param name="ids">[batch, sequence].</param>
    /// <param name="hidden">[layers x directions, batch, hidden].</param>
    /// <param name="cell">[layers x directions, batch, hidden]; null except for LSTM, like the returned one.</param>
    public (Tensor Logits, Tensor Hidden, Tensor? Cell) forward(Tensor ids, Tensor hidden, Tensor? cell)
    {
        Tensor inputs = embedding?.Find(ids) ?? nn.functional.one_hot(ids, description.VocabularySize).to(decoder.bias.dtype);
        (Tensor outputs, Tensor hiddenAfter, Tensor? cellAfter) = Recur(inputDropout.call(inputs), hidden, cell);
        Tensor decoded = description.Task == ModelTask.Classify ? TopState(hiddenAfter) : outputs;
        Tensor logits = nn.functional.linear(outputDropout.call(decoded), decoder.weight ?? embedding!.weight, decoder.bias);
        return (logits, hiddenAfter, cellAfter);
    }

    /// <returns>What the top layer's directions remember of the whole text, [batch, directions x hidden].</returns>
    private Tensor TopState(Tensor hidden) =>
        hidden.narrow(0, description.StateCount - description.Directions, description.Directions).transpose(0, 1).reshape(-1, description.LayerWidth);

    private static nn.Module MakeLayers(ModelDescription description, double dropout) => description.Cell switch
    {
        Cell.Lstm => nn.LSTM(description.InputSize, description.HiddenSize, description.Layers, batchFirst: true, dropout: dropout, bidirectional: description.Bidirectional),
        Cell.Gru => nn.GRU(description.InputSize, description.HiddenSize, description.Layers, batchFirst: true, dropout: dropout, bidirectional: description.Bidirectional),
        _ => nn.RNN(
            description.InputSize,
            description.HiddenSize,
            description.Layers,
            description.Nonlinearity == Nonlinearity.Relu ? nn.NonLinearities.ReLU : nn.NonLinearities.Tanh,
            batchFirst: true,
            dropout: dropout,
            bidirectional: description.Bidirectional),
    };

    private (Tensor Outputs, Tensor Hidden, Tensor? Cell) Recur(Tensor inputs, Tensor hidden, Tensor? cell)
    {
        if (rnn is LSTM lstm)
        {
            return lstm.call(inputs, (hidden, cell!));
        }

        (Tensor outputs, Tensor hiddenAfter) = rnn is GRU gru ? gru.call(inputs, hidden) : ((RNN)rnn).call(inputs, hidden);
        return (outputs, hiddenAfter, null);
    }

    /// <summary>The embedding. TorchSharp's own returns a new handle of its weight at each access, and these would pile up in a tied decoder.</summary>
    private sealed class Lookup : nn.Module
    {
        public readonly Parameter weight; // [vocabulary, embedding]

        public Lookup(long vocabularySize, long width)
            : base("embedding")
        {
            weight = new Parameter(zeros(vocabularySize, width));
            RegisterComponents();
        }

        /// <returns>[batch, sequence, embedding].</returns>
        public Tensor Find(Tensor ids) => weight.index_select(0, ids.reshape(-1)).reshape(ids.shape[0], ids.shape[1], -1);
    }

    private sealed class Decoder : nn.Module
    {
        public readonly Parameter? weight; // [outputs, directions x hidden]; null if tied to the embedding
        public readonly Parameter bias; // [outputs]

        public Decoder(ModelDescription description)
            : base("decoder")
        {
            weight = description.Tied ? null : new Parameter(zeros(description.OutputSize, description.LayerWidth));
            bias = new Parameter(zeros(description.OutputSize));
            RegisterComponents();
        }
    }
}
