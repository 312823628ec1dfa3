namespace CharRnn;

/// <summary>A model, weights or run file is damaged, not a file of CharRnn, of a newer format, or contradicts itself.</summary>
public sealed class InvalidModelException : CharRnnException
{
    /// <summary>Creates the error.</summary>
    public InvalidModelException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
