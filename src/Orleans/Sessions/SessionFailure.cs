using CharRnn.Inference;

namespace CharRnn.Orleans;

/// <summary>Turns what goes wrong in a session into what crosses the cluster.</summary>
internal static class SessionFailure
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    public static SessionException NotFound() => new(SessionProblem.NotFound, "There is no such session.");

    public static SessionException Busy() => new(SessionProblem.Busy, "The session serves another request; must be asked again when that has ended.", RetryAfter);

    public static SessionException TakenOver() => new(SessionProblem.Busy, "Another request of the session took the place of this one, which nobody read.");

    public static SessionException Exists() => new(SessionProblem.Exists, "There is a session of that name already; must be a new name.");

    public static SessionException Unusable(string why) => new(SessionProblem.Unusable, $"{why} Delete the session, or use another name.");

    public static SessionException NotStored() =>
        new(SessionProblem.Unavailable, $"The session could not be stored, and is as it was. Try again in {RetryAfter.TotalSeconds} s.", RetryAfter);

    public static SessionException Overtaken() =>
        new(SessionProblem.Unavailable, $"Another request of the session was stored meanwhile, and this one did not happen. Try again in {RetryAfter.TotalSeconds} s.", RetryAfter);

    /// <summary>Returns what a caller gets where a scheduler refuses or fails.</summary>
    public static SessionException Of(Exception exception) => exception switch
    {
        SessionException session => session,
        SchedulerFullException full => new SessionException(SessionProblem.Full, full.Message, full.RetryAfter),
        InvalidOptionsException or InvalidTextException or InvalidModelException => new SessionException(SessionProblem.Invalid, exception.Message),
        _ => new SessionException(SessionProblem.Unavailable, $"The text could not be generated: {exception.Message}", RetryAfter),
    };
}
