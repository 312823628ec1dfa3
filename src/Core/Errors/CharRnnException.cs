namespace CharRnn;

/// <summary>
/// The base class of errors caused by CharRnn's input: a file, a text or an option. The message says what was given, what is allowed,
/// and where. Also thrown where the application lacks a native library; the message names the packages that bring it.
/// </summary>
public class CharRnnException : Exception
{
    /// <summary>Creates the error.</summary>
    public CharRnnException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
