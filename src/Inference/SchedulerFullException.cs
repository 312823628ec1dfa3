namespace CharRnn.Inference;

/// <summary>A scheduler has as many requests waiting as it may; the same request can succeed later.</summary>
public sealed class SchedulerFullException : CharRnnException
{
    /// <summary>Creates one.</summary>
    public SchedulerFullException(string message)
        : base(message)
    {
    }
}
