namespace CharRnn;

/// <summary>
/// Base of the errors that come from what CharRnn was given: a file, a text, an option. The message is one sentence or
/// two for the person who can mend it: what was given, what is allowed, and where.
/// </summary>
public class CharRnnException : Exception
{
    /// <summary>Creates the error.</summary>
    public CharRnnException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
