namespace CharRnn.Inference;

/// <summary>Lets a stream be enumerated once: the text that it gave does not come again.</summary>
internal sealed class SingleUse
{
    private int uses;

    /// <exception cref="InvalidOperationException">The stream has been enumerated already.</exception>
    public void Begin()
    {
        if (Interlocked.Exchange(ref uses, 1) != 0)
        {
            throw new InvalidOperationException("This stream has been enumerated already, and can be enumerated once. Ask for another.");
        }
    }
}
