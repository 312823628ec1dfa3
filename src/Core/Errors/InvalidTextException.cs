namespace CharRnn;

/// <summary>A text (corpus, prompt or sentence) cannot be read, or has characters that the vocabulary does not allow.</summary>
public sealed class InvalidTextException : CharRnnException
{
    /// <summary>Creates the error.</summary>
    public InvalidTextException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
