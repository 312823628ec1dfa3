namespace CharRnn.Inference;

/// <summary>Guards what is not safe for concurrent use: a second thread is told so, before it breaks anything.</summary>
/// <param name="owner">What is guarded.</param>
internal sealed class OneAtATime(string owner)
{
    private int inUse;

    /// <summary>Begins a use, which ends when the result is disposed.</summary>
    /// <exception cref="InvalidOperationException">Another thread uses it.</exception>
    public Turn Enter() => Interlocked.Exchange(ref inUse, 1) == 0
        ? new Turn(this)
        : throw new InvalidOperationException($"The {owner} is in use on another thread. One thread at a time can use it; create one for each.");

    /// <summary>A use.</summary>
    public readonly struct Turn(OneAtATime guard) : IDisposable
    {
        public void Dispose() => Volatile.Write(ref guard.inUse, 0);
    }
}
