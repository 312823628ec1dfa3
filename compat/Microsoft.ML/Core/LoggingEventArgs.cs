namespace Microsoft.ML;

public sealed class LoggingEventArgs : EventArgs
{
    internal LoggingEventArgs(string message)
    {
        Message = message;
    }

    public string Message { get; }
}
