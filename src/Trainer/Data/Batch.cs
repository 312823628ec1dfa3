namespace CharRnn.Trainer;

/// <summary>What one step sees: ids [batch, sequence] and the ids that follow them. It has as many rows as streams, each the continuation of its row in the batch before.</summary>
/// <param name="Inputs">[batch, sequence], row-major.</param>
/// <param name="Targets">[batch, sequence], each the token after its input.</param>
/// <param name="BatchSize">Rows.</param>
/// <param name="SequenceLength">Columns.</param>
/// <param name="StartsFromZero">Whether the rows start from the zero state, not from where the last batch ended.</param>
public sealed record Batch(int[] Inputs, int[] Targets, int BatchSize, int SequenceLength, bool StartsFromZero)
{
    /// <summary>The target of a column beyond the end of its row's text, which no loss counts.</summary>
    public const int Padding = -100;

    /// <summary>Tokens that are predicted, padding left out.</summary>
    public int TargetCount => Targets.Length - Targets.AsSpan().Count(Padding);
}
