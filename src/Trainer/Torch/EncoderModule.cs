using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CharRnn.Trainer;

/// <summary>The network that reads questions for another one: an embedding (or one-hot input) and stacked recurrent layers.</summary>
internal sealed class EncoderModule : nn.Module
{
    private readonly int vocabularySize;
    private readonly TokenLookup? embedding;
    private readonly Dropout inputDropout;
    private readonly nn.Module rnn;

    public EncoderModule(ModelDescription description, double dropout, double inputDropout)
        : base("encoder")
    {
        vocabularySize = description.VocabularySize;
        embedding = description.EmbeddingSize > 0 ? new TokenLookup(vocabularySize, description.EmbeddingSize) : null;
        this.inputDropout = nn.Dropout(inputDropout);
        rnn = RecurrentLayers.Make(description, dropout);
        RegisterComponents();
    }

    /// <summary>Returns the states [layers, batch, hidden] after questions, each read from the zero state to its own end.</summary>
    /// <param name="questions">The token ids of each.</param>
    /// <param name="like">A tensor of the network, whose type and device the inputs get.</param>
    public (Tensor Hidden, Tensor? Cell) Read(IReadOnlyList<int[]> questions, Tensor like)
    {
        int longest = questions.Max(question => question.Length);
        long[] padded = [.. questions.SelectMany(question => question.Select(id => (long)id).Concat(Enumerable.Repeat(0L, longest - question.Length)))];
        Tensor ids = tensor(padded, [questions.Count, longest], device: like.device);
        Tensor inputs = embedding?.Find(ids) ?? nn.functional.one_hot(ids, vocabularySize).to(like.dtype);
        Tensor lengths = tensor(questions.Select(question => (long)question.Length).ToArray());
        return RecurrentLayers.RunToEnds(rnn, inputDropout.call(inputs), lengths);
    }
}
