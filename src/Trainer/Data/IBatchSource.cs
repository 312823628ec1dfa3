namespace CharRnn.Trainer;

/// <summary>The batches of a text, pass after pass.</summary>
internal interface IBatchSource
{
    /// <summary>The number of batches in one pass over the text.</summary>
    int BatchCount { get; }

    /// <summary>The batch of a step, counted from 0 over all passes.</summary>
    Batch this[long step] { get; }
}
