using CharRnn.Inference;

namespace CharRnn.MlNetExtensions;

/// <summary>Options of <c>EmbedText</c>: what a text's vector has, and how texts are read.</summary>
/// <remarks>
/// An estimator copies its options; later changes do not affect it. A text without characters, or without one that the vocabulary knows, has
/// no hidden states: these slots are NaN, which ML.NET calls missing (see <see cref="LikelihoodMeasure"/> for what trainers do with NaN). If
/// texts may be empty, append <c>mlContext.Transforms.ReplaceMissingValues</c>, or filter these rows out.
/// </remarks>
public sealed class TextEmbeddingOptions : TextScoringOptions
{
    /// <summary>Creates options with the defaults.</summary>
    public TextEmbeddingOptions()
        : base(emptyTextBitsPerCharacter: float.NaN)
    {
    }

    /// <summary>Gets or sets how the states after the characters become one vector. The default is their mean.</summary>
    public EmbeddingPooling Pooling { get; set; }

    /// <summary>Gets or sets which layers' states are used. The default is the top layer's.</summary>
    public EmbeddingLayers Layers { get; set; }

    /// <summary>
    /// Gets or sets measures of how likely the text is, as further slots after the states, each at most once. They come from the same run of
    /// the model. The default is none.
    /// </summary>
    public IReadOnlyList<LikelihoodMeasure> Measures { get; set; } = [];

    /// <summary>Checks all options.</summary>
    /// <exception cref="InvalidOptionsException">An option is out of range. The message lists every such option.</exception>
    public void Validate()
    {
        List<string> problems = [];
        CheckMeasures(problems, Measures);
        FindScoringProblems(problems, needsEmptyTextBits: false);
        InvalidOptionsException.ThrowIfAny(problems);
    }

    private protected override void FindReadingProblems(List<string> problems) => ForEmbedder().FindProblems(problems);

    /// <summary>Returns the embedder's part of the options, for this machine.</summary>
    internal EmbeddingOptions ForEmbedder() => new()
    {
        Pooling = Pooling,
        Layers = Layers,
        WithScore = Measures is { Count: > 0 },
        IncludeEnd = IncludeEnd,
        UnknownPolicy = UnknownPolicy,
        BatchSize = BatchSize,
        LookAhead = LookAhead,
        Threads = ForScorer().Threads,
    };
}
