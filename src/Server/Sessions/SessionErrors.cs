using CharRnn.Orleans;
using Orleans.Persistence.Redis;
using Orleans.Storage;

namespace CharRnn.Server;

/// <summary>What a client is told where a session cannot be had.</summary>
internal static class SessionErrors
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(2);

    /// <returns>Null where it has nothing to do with sessions.</returns>
    public static ApiException? Find(Exception exception) => exception switch
    {
        SessionException session => new ApiException(StatusOf(session.Problem), session.Message, "session", CodeOf(session.Problem)) { RetryAfter = session.RetryAfter },
        RedisStorageException or InconsistentStateException or OrleansException or EnumerationAbortedException or TimeoutException =>
            new ApiException(StatusCodes.Status503ServiceUnavailable, $"The session cannot be reached now, and is as it was. Try again in {RetryAfter.TotalSeconds} s.", "session", "session_unavailable") { RetryAfter = RetryAfter },
        _ => null,
    };

    private static int StatusOf(SessionProblem problem) => problem switch
    {
        SessionProblem.Invalid => StatusCodes.Status400BadRequest,
        SessionProblem.NotFound => StatusCodes.Status404NotFound,
        SessionProblem.Busy or SessionProblem.Exists or SessionProblem.Unusable => StatusCodes.Status409Conflict,
        _ => StatusCodes.Status503ServiceUnavailable,
    };

    private static string CodeOf(SessionProblem problem) => problem switch
    {
        SessionProblem.Invalid => "session_invalid",
        SessionProblem.NotFound => "session_not_found",
        SessionProblem.Busy => "session_busy",
        SessionProblem.Exists => "session_exists",
        SessionProblem.Unusable => "session_unusable",
        SessionProblem.Full => "session_limit",
        _ => "session_unavailable",
    };
}
