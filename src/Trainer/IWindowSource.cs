namespace CharRnn.Trainer;

/// <summary>Windows of a text, one after the other, pass after pass.</summary>
internal interface IWindowSource
{
    /// <summary>Windows of one pass over the text.</summary>
    int WindowCount { get; }

    /// <summary>The window of a step, counted from 0 over all passes.</summary>
    Window this[long step] { get; }
}
