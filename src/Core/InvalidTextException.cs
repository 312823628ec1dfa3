namespace CharRnn;

/// <summary>A text (corpus, prompt, sentence) cannot be read or holds what the vocabulary does not allow.</summary>
public sealed class InvalidTextException : CharRnnException
{
    /// <summary>Creates the error.</summary>
    public InvalidTextException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
