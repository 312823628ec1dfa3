namespace CharRnn.Trainer;

/// <summary>Measures the time of a training, and apart from it the time that goes into other things than training.</summary>
/// <param name="time">What the time is.</param>
/// <param name="elapsed">Time of earlier runs of the training.</param>
/// <param name="notTraining">How much of that was not training.</param>
internal sealed class TrainingClock(TimeProvider time, TimeSpan elapsed, TimeSpan notTraining)
{
    private readonly long start = time.GetTimestamp();

    /// <summary>Time since the start of the training, pauses between two runs of it left out.</summary>
    public TimeSpan Elapsed => elapsed + time.GetElapsedTime(start);

    /// <summary>How much of that time went into other things.</summary>
    public TimeSpan NotTraining { get; private set; } = notTraining;

    /// <summary>Does what is not training.</summary>
    public T OffTheClock<T>(Func<T> work)
    {
        long from = time.GetTimestamp();
        T result = work();
        NotTraining += time.GetElapsedTime(from);
        return result;
    }

    /// <summary>Does what is not training.</summary>
    public void OffTheClock(Action work) => OffTheClock(() =>
    {
        work();
        return true;
    });
}
