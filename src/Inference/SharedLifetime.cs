namespace CharRnn.Inference;

/// <summary>
/// Keeps something alive for as long as anybody uses it: it is freed when it is disposed and its last user has left, so that native
/// memory is never taken from under a run. Safe for concurrent use.
/// </summary>
/// <param name="owner">Name for <see cref="ObjectDisposedException"/>.</param>
/// <param name="free">Frees it; called once.</param>
internal sealed class SharedLifetime(string owner, Action free)
{
    private int users = 1; // its owner is one
    private int disposals;

    /// <summary>Uses it from here to <see cref="Leave"/>.</summary>
    /// <exception cref="ObjectDisposedException">It is disposed.</exception>
    public void Enter()
    {
        int seen = Volatile.Read(ref users);
        while (Volatile.Read(ref disposals) == 0 && seen > 0)
        {
            int before = Interlocked.CompareExchange(ref users, seen + 1, seen);
            if (before == seen)
            {
                return;
            }

            seen = before;
        }

        throw new ObjectDisposedException(owner);
    }

    /// <summary>Ends a use.</summary>
    public void Leave()
    {
        if (Interlocked.Decrement(ref users) == 0)
        {
            free();
        }
    }

    /// <summary>Lets nobody enter any more.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref disposals, 1) == 0)
        {
            Leave();
        }
    }
}
