namespace CharRnn.Orleans;

/// <summary>What is wrong with a request of a session.</summary>
public enum SessionProblem
{
    /// <summary>There is no such session.</summary>
    NotFound,

    /// <summary>It serves another request.</summary>
    Busy,

    /// <summary>There is a session of that name already.</summary>
    Exists,

    /// <summary>The request is not valid.</summary>
    Invalid,

    /// <summary>It is of another model, or what was stored of it cannot be read.</summary>
    Unusable,

    /// <summary>There are too many sessions or requests. The same request can succeed later.</summary>
    Full,

    /// <summary>It cannot be reached or stored. The same request can succeed later.</summary>
    Unavailable,
}

/// <summary>
/// A request of a session that was refused or failed. It is sent between silos, so it derives from a type that all of them know.
/// </summary>
[GenerateSerializer]
[Alias("CharRnn.SessionException")]
public sealed class SessionException : Exception
{
    /// <summary>Creates the error.</summary>
    /// <param name="problem">What is wrong.</param>
    /// <param name="message">A sentence that says so.</param>
    /// <param name="retryAfter">When to try again, from now; null where that is of no use.</param>
    public SessionException(SessionProblem problem, string message, TimeSpan? retryAfter = null)
        : base(message) => (Problem, RetryAfter) = (problem, retryAfter);

    /// <summary>Gets what is wrong.</summary>
    [Id(0)]
    public SessionProblem Problem { get; private set; }

    /// <summary>Gets when to try again, from now; null where that is of no use.</summary>
    [Id(1)]
    public TimeSpan? RetryAfter { get; private set; }

    /// <summary>Returns the error for a log. It leaves out what is not valid of a request, because that message can quote its text.</summary>
    public override string ToString() => Problem == SessionProblem.Invalid ? $"{GetType()}: {Problem}{Environment.NewLine}{StackTrace}" : base.ToString();
}
