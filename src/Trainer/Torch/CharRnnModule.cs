using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CharRnn.Trainer;

/// <summary>
/// The network: embedding (or one-hot input), stacked recurrent layers and decoder. TorchSharp names a parameter after the fields that
/// lead to it, so the fields have the names of the weights file. An optimiser's sums follow the order of the fields.
/// </summary>
internal sealed class CharRnnModule : nn.Module
{
    private readonly ModelDescription description;
    private readonly TokenLookup? embedding;
    private readonly Dropout inputDropout;
    private readonly nn.Module rnn;
    private readonly Dropout outputDropout;
    private readonly Decoder decoder;
    private readonly EncoderModule? encoder;

    public CharRnnModule(ModelDescription description, double dropout = 0, double inputDropout = 0, double outputDropout = 0)
        : base("char_rnn")
    {
        this.description = description;
        embedding = description.EmbeddingSize > 0 ? new TokenLookup(description.VocabularySize, description.EmbeddingSize) : null;
        this.inputDropout = nn.Dropout(inputDropout);
        rnn = RecurrentLayers.Make(description, dropout);
        this.outputDropout = nn.Dropout(outputDropout);
        decoder = new Decoder(description);
        encoder = description.Encoder ? new EncoderModule(description, dropout, inputDropout) : null;
        RegisterComponents();
    }

    /// <summary>
    /// Computes logits and the new states from token ids and states. The logits are [batch, sequence, outputs] or, of a network that labels
    /// whole texts, [batch, outputs].
    /// </summary>
    /// <param name="ids">[batch, sequence].</param>
    /// <param name="hidden">[layers x directions, batch, state size].</param>
    /// <param name="cell">[layers x directions, batch, hidden]; null except for LSTM, like the returned one.</param>
    public (Tensor Logits, Tensor Hidden, Tensor? Cell) forward(Tensor ids, Tensor hidden, Tensor? cell)
    {
        (Tensor outputs, Tensor hiddenAfter, Tensor? cellAfter) = Read(ids, hidden, cell);
        Tensor decoded = description.Task == ModelTask.Classify ? TopState(hiddenAfter) : outputs;
        return (Decode(outputDropout.call(decoded)), hiddenAfter, cellAfter);
    }

    /// <summary>As <see cref="forward"/>, but with the loss on a sample of the vocabulary in place of the logits.</summary>
    public (Tensor Loss, Tensor Hidden, Tensor? Cell) SampledLoss(Tensor ids, Tensor hidden, Tensor? cell, int[] targets, TokenSample sample)
    {
        (Tensor outputs, Tensor hiddenAfter, Tensor? cellAfter) = Read(ids, hidden, cell);
        Tensor decoded = outputDropout.call(outputs).reshape(targets.Length, -1);
        return (SampledSoftmax.Loss(decoded, DecoderWeight, decoder.bias, targets, sample), hiddenAfter, cellAfter);
    }

    /// <summary>As <see cref="forward"/>, but with the outputs of the last layer, [batch, sequence, directions x hidden].</summary>
    public (Tensor Outputs, Tensor Hidden, Tensor? Cell) Read(Tensor ids, Tensor hidden, Tensor? cell)
    {
        Tensor inputs = embedding?.Find(ids) ?? nn.functional.one_hot(ids, description.VocabularySize).to(decoder.bias.dtype);
        return RecurrentLayers.Run(rnn, inputDropout.call(inputs), hidden, cell, Decode);
    }

    /// <summary>Returns the states [layers, batch, hidden] after questions, each read by the encoder from the zero state to its own end.</summary>
    public (Tensor Hidden, Tensor? Cell) Encode(IReadOnlyList<int[]> questions) => encoder!.Read(questions, decoder.bias);

    /// <returns>What the top layer's directions remember of the whole text, [batch, directions x hidden].</returns>
    private Tensor TopState(Tensor hidden) =>
        hidden.narrow(0, description.StateCount - description.Directions, description.Directions).transpose(0, 1).reshape(-1, description.LayerWidth);

    /// <summary>Sets the weights of an untied decoder, without a gradient.</summary>
    public void SetDecoder(Tensor weight, Tensor bias)
    {
        using IDisposable withoutGradients = no_grad();
        decoder.weight!.copy_(weight);
        decoder.bias.copy_(bias);
    }

    private Parameter DecoderWeight => decoder.weight ?? embedding!.weight;

    /// <summary>Returns the logits of outputs of the last layer, [..., directions x hidden].</summary>
    public Tensor Decode(Tensor outputs) => nn.functional.linear(outputs, DecoderWeight, decoder.bias);

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
