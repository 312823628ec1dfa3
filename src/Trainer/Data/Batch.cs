namespace CharRnn.Trainer;

/// <summary>The token ids that one step trains on, and what is to be learnt from them: the ids that follow them, or labels. Each row is one stream and continues the same row of the previous batch.</summary>
/// <param name="Inputs">[batch, sequence], row-major.</param>
/// <param name="Targets">[batch, sequence], the token after each input or its label; for a model that labels whole texts [batch], the label of each row.</param>
/// <param name="BatchSize">The number of rows.</param>
/// <param name="SequenceLength">The number of columns.</param>
/// <param name="StartsFromZero">Whether the rows start from the zero state instead of the state after the previous batch.</param>
public sealed record Batch(int[] Inputs, int[] Targets, int BatchSize, int SequenceLength, bool StartsFromZero)
{
    /// <summary>The target of padding. The loss ignores it.</summary>
    public const int Padding = -100;

    /// <summary>Gets the questions that an encoder reads first, one for each row; null for a network without one.</summary>
    public IReadOnlyList<int[]>? Questions { get; init; }

    /// <summary>Gets the tokens that the loss of a step compares each target with; null for all of the vocabulary. Only training uses it.</summary>
    internal TokenSample? Sample { get; init; }

    /// <summary>The number of tokens or labels to predict, without padding.</summary>
    public int TargetCount => Targets.Length - Targets.AsSpan().Count(Padding);
}
