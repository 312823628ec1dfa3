namespace CharRnn.Trainer;

/// <summary>Batches of a text, one after the other, pass after pass.</summary>
internal interface IBatchSource
{
    /// <summary>Batches of one pass over the text.</summary>
    int BatchCount { get; }

    /// <summary>The batch of a step, counted from 0 over all passes.</summary>
    Batch this[long step] { get; }
}
