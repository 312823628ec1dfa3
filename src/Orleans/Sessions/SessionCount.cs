using Microsoft.Extensions.Options;

namespace CharRnn.Orleans;

/// <summary>Counts the sessions of a silo.</summary>
internal sealed class SessionCount(IOptions<SessionGrainOptions> options)
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromMinutes(1);

    private int count;

    /// <summary>Counts a session that is there already.</summary>
    public void Add() => Interlocked.Increment(ref count);

    /// <summary>Counts a new session.</summary>
    /// <exception cref="SessionException">There are too many.</exception>
    public void AddNew()
    {
        if (Interlocked.Increment(ref count) > options.Value.MaxSessions)
        {
            Remove();
            throw new SessionException(SessionProblem.Full, $"There are {options.Value.MaxSessions} sessions, the maximum. Delete one, or try again later.", RetryAfter);
        }
    }

    public void Remove() => Interlocked.Decrement(ref count);
}
