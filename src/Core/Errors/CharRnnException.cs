namespace CharRnn;

/// <summary>
/// The base class of errors caused by CharRnn's input: a file, a text or an option. The message says what was given, what is allowed,
/// and where. It is one line: control characters, which may come from a file, are shown as escapes.
/// Also thrown where the application lacks a native library; the message names the packages that bring it.
/// </summary>
public class CharRnnException : Exception
{
    private const int MaximumLength = 4000; // characters

    /// <summary>Creates the error.</summary>
    public CharRnnException(string message, Exception? innerException = null)
        : base(VisibleText.Line(message, MaximumLength), innerException)
    {
    }
}
