namespace CharRnn.Server;

/// <summary>What the server logs.</summary>
internal static partial class ServerLog
{
    [LoggerMessage(1, LogLevel.Error, "A request failed.")]
    public static partial void RequestFailed(this ILogger logger, Exception exception);
}
