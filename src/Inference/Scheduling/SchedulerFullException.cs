namespace CharRnn.Inference;

/// <summary>The queue of a scheduler is full. The same request can succeed later.</summary>
public sealed class SchedulerFullException : CharRnnException
{
    /// <summary>Creates the error.</summary>
    public SchedulerFullException(string message)
        : base(message)
    {
    }
}
