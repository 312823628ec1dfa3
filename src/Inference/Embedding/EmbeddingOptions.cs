using System.ComponentModel.DataAnnotations;

namespace CharRnn.Inference;

/// <summary>Options of a <see cref="TextEmbedder"/>: what a vector has, and how texts are read.</summary>
public sealed class EmbeddingOptions
{
    /// <summary>Gets or sets how the states after the characters become one vector. The default is their mean.</summary>
    public EmbeddingPooling Pooling { get; set; }

    /// <summary>Gets or sets which layers' states are used. The default is the top layer's.</summary>
    public EmbeddingLayers Layers { get; set; }

    /// <summary>
    /// Gets or sets whether <see cref="TextEmbedding.Score"/>, how likely the text is, is computed in the same run. The default is false.
    /// </summary>
    public bool WithScore { get; set; }

    /// <summary>
    /// Gets or sets whether the end of the text (a newline) is scored too. It has no effect on the vector. The default is null, which is true
    /// for line models only.
    /// </summary>
    public bool? IncludeEnd { get; set; }

    /// <summary>
    /// Gets or sets what to do with a character that the vocabulary lacks. The default is floor: it is left out of the vector, as with skip,
    /// and scored at 20 bits.
    /// </summary>
    public UnknownPolicy UnknownPolicy { get; set; } = UnknownPolicy.Floor;

    /// <summary>Gets or sets how many texts are read at once, from 1 to 1,024. The default is 32.</summary>
    [Range(1, ScoringOptions.MaximumBatchSize)]
    public int BatchSize { get; set; } = 32;

    /// <summary>
    /// Gets or sets how many texts are taken before the first is read, from <see cref="BatchSize"/> to 65,536. More texts fill batches of
    /// more similar lengths, and take more memory. The default is null, eight batches a thread.
    /// </summary>
    [Range(1, ScoringOptions.MaximumLookAhead)]
    public int? LookAhead { get; set; }

    /// <summary>
    /// Gets or sets how many batches are read side by side, each on a thread of its own, from 1 to 1,024. More than the machine's cores
    /// are reduced to these, with a warning. The default is 1, which leaves the other cores to the rest of the process.
    /// </summary>
    [Range(1, ThreadCount.Maximum)]
    public int Threads { get; set; } = 1;

    /// <summary>Checks every value.</summary>
    /// <exception cref="InvalidOptionsException">A value is out of range; the message lists every problem.</exception>
    public void Validate() => InvalidOptionsException.ThrowIfAny(FindProblems);

    internal void FindProblems(List<string> problems)
    {
        if (!Enum.IsDefined(Pooling))
        {
            problems.Add($"Pooling is {Pooling}; must be Mean, Last or MeanAndLast");
        }

        if (!Enum.IsDefined(Layers))
        {
            problems.Add($"Layers is {Layers}; must be Top or All");
        }

        ForBatches().FindProblems(problems);
    }

    /// <summary>A copy that later changes of this object do not reach.</summary>
    internal EmbeddingOptions Copy() => (EmbeddingOptions)MemberwiseClone();

    /// <summary>The part that scoring has too.</summary>
    internal ScoringOptions ForBatches() => new()
    {
        UnknownPolicy = UnknownPolicy,
        IncludeEnd = IncludeEnd,
        BatchSize = BatchSize,
        LookAhead = LookAhead,
        Threads = Threads,
    };
}
