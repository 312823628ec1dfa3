namespace CharRnn.Trainer;

/// <summary>Measures the time of a training, and the part of it that is not spent on training steps.</summary>
/// <param name="time">The clock.</param>
/// <param name="elapsed">The time before the training was resumed.</param>
/// <param name="notTraining">The part of that time that was not spent on training steps.</param>
internal sealed class TrainingClock(TimeProvider time, TimeSpan elapsed, TimeSpan notTraining)
{
    private readonly long start = time.GetTimestamp();

    /// <summary>Gets the time since the start of the training, without the pauses before it was resumed.</summary>
    public TimeSpan Elapsed => elapsed + time.GetElapsedTime(start);

    /// <summary>Gets the part of that time that was not spent on training steps.</summary>
    public TimeSpan NotTraining { get; private set; } = notTraining;

    /// <summary>Does work whose time does not count as training.</summary>
    public T OffTheClock<T>(Func<T> work)
    {
        long from = time.GetTimestamp();
        T result = work();
        NotTraining += time.GetElapsedTime(from);
        return result;
    }

    /// <summary>Does work whose time does not count as training.</summary>
    public void OffTheClock(Action work) => OffTheClock(() =>
    {
        work();
        return true;
    });
}
