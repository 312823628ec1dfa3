using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CharRnn.Trainer.TorchEngine;

/// <summary>
/// The network: embedding, stacked LSTM, decoder. Its fields are named as the weights file names them, for TorchSharp makes
/// a parameter's name of the names of the fields that lead to it.
/// </summary>
internal sealed class CharRnnModule : nn.Module
{
    private readonly Embedding embedding;
    private readonly LSTM rnn;
    private readonly Dropout dropout;
    private readonly Linear decoder;

    public CharRnnModule(ModelDescription description, double dropout)
        : base("char_rnn")
    {
        int layers = description.Layers;
        embedding = nn.Embedding(description.VocabularySize, description.EmbeddingSize);
        rnn = nn.LSTM(description.EmbeddingSize, description.HiddenSize, layers, batchFirst: true, dropout: layers > 1 ? dropout : 0);
        this.dropout = nn.Dropout(dropout);
        decoder = nn.Linear(description.HiddenSize, description.VocabularySize);
        RegisterComponents();
    }

    /// <summary>ids [batch, sequence], states [layers, batch, hidden] to logits [batch, sequence, vocabulary] and the states after.</summary>
    public (Tensor Logits, Tensor Hidden, Tensor Cell) forward(Tensor ids, Tensor hidden, Tensor cell)
    {
        (Tensor outputs, Tensor hiddenAfter, Tensor cellAfter) = rnn.call(embedding.call(ids), (hidden, cell));
        return (decoder.call(dropout.call(outputs)), hiddenAfter, cellAfter);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            embedding.Dispose();
            rnn.Dispose();
            dropout.Dispose();
            decoder.Dispose();
        }

        base.Dispose(disposing);
    }
}
