using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CharRnn.Trainer;

/// <summary>An embedding. TorchSharp's own returns a new handle of its weight at each access, and these would pile up in a tied decoder.</summary>
internal sealed class TokenLookup : nn.Module
{
    public readonly Parameter weight; // [vocabulary, embedding]

    public TokenLookup(long vocabularySize, long width)
        : base("embedding")
    {
        weight = new Parameter(zeros(vocabularySize, width));
        RegisterComponents();
    }

    /// <returns>[batch, sequence, embedding].</returns>
    public Tensor Find(Tensor ids) => weight.index_select(0, ids.reshape(-1)).reshape(ids.shape[0], ids.shape[1], -1);
}
