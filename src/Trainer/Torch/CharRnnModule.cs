using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CharRnn.Trainer;

/// <summary>
/// The network: embedding (or one-hot input), stacked recurrent layers and decoder. TorchSharp names a parameter after the fields that
/// lead to it, so the fields have the names of the weights file.
/// </summary>
internal sealed class CharRnnModule : nn.Module
{
    private readonly int vocabularySize;
    private readonly Lookup? embedding;
    private readonly Dropout inputDropout;
    private readonly nn.Module rnn;
    private readonly Dropout outputDropout;
    private readonly Decoder decoder;

    public CharRnnModule(ModelDescription description, double dropout = 0, double inputDropout = 0, double outputDropout = 0)
        : base("char_rnn")
    {
        vocabularySize = description.VocabularySize;
        embedding = description.EmbeddingSize > 0 ? new Lookup(vocabularySize, description.EmbeddingSize) : null;
        this.inputDropout = nn.Dropout(inputDropout);
        rnn = MakeLayers(description, description.Layers > 1 ? dropout : 0);
        this.outputDropout = nn.Dropout(outputDropout);
        decoder = new Decoder(description);
        RegisterComponents();
    }

    /// <summary>Computes logits [batch, sequence, vocabulary] and the new states from token ids and states.</summary>
    /// <param name="ids">[batch, sequence].</param>
    /// <param name="hidden">[layers, batch, state size].</param>
    /// <param name="cell">[layers, batch, hidden]; null except for LSTM, like the returned one.</param>
    public (Tensor Logits, Tensor Hidden, Tensor? Cell) forward(Tensor ids, Tensor hidden, Tensor? cell)
    {
        (Tensor outputs, Tensor hiddenAfter, Tensor? cellAfter) = Read(ids, hidden, cell);
        return (Decode(outputDropout.call(outputs)), hiddenAfter, cellAfter);
    }

    /// <summary>As <see cref="forward"/>, but with the outputs of the last layer, [batch, sequence, hidden].</summary>
    public (Tensor Outputs, Tensor Hidden, Tensor? Cell) Read(Tensor ids, Tensor hidden, Tensor? cell)
    {
        Tensor inputs = embedding?.Find(ids) ?? nn.functional.one_hot(ids, vocabularySize).to(decoder.bias.dtype);
        return Recur(inputDropout.call(inputs), hidden, cell);
    }

    /// <summary>Sets the weights of an untied decoder, without a gradient.</summary>
    public void SetDecoder(Tensor weight, Tensor bias)
    {
        using IDisposable withoutGradients = no_grad();
        decoder.weight!.copy_(weight);
        decoder.bias.copy_(bias);
    }

    private static nn.Module MakeLayers(ModelDescription description, double dropout) => description.Cell switch
    {
        Cell.Lstm => nn.LSTM(description.InputSize, description.HiddenSize, description.Layers, batchFirst: true, dropout: dropout),
        Cell.Jordan => new JordanLayer(description),
        Cell.Gru => nn.GRU(description.InputSize, description.HiddenSize, description.Layers, batchFirst: true, dropout: dropout),
        _ => nn.RNN(
            description.InputSize,
            description.HiddenSize,
            description.Layers,
            description.Nonlinearity == Nonlinearity.Relu ? nn.NonLinearities.ReLU : nn.NonLinearities.Tanh,
            batchFirst: true,
            dropout: dropout),
    };

    private (Tensor Outputs, Tensor Hidden, Tensor? Cell) Recur(Tensor inputs, Tensor hidden, Tensor? cell)
    {
        if (rnn is LSTM lstm)
        {
            return lstm.call(inputs, (hidden, cell!));
        }

        (Tensor outputs, Tensor hiddenAfter) = rnn switch
        {
            JordanLayer jordan => jordan.Read(inputs, hidden, Decode),
            GRU gru => gru.call(inputs, hidden),
            _ => ((RNN)rnn).call(inputs, hidden),
        };
        return (outputs, hiddenAfter, null);
    }

    private Tensor Decode(Tensor outputs) => nn.functional.linear(outputs, decoder.weight ?? embedding!.weight, decoder.bias);

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
        public readonly Parameter? weight; // [vocabulary, hidden]; null if tied to the embedding
        public readonly Parameter bias; // [vocabulary]

        public Decoder(ModelDescription description)
            : base("decoder")
        {
            weight = description.Tied ? null : new Parameter(zeros(description.VocabularySize, description.HiddenSize));
            bias = new Parameter(zeros(description.VocabularySize));
            RegisterComponents();
        }
    }
}
