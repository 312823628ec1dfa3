namespace CharRnn.Inference;

/// <summary>
/// Counts the users of something native, and frees it when it is disposed and its last user has left: native memory is never taken from
/// under a run. Safe for concurrent use.
/// </summary>
/// <param name="owner">Name for <see cref="ObjectDisposedException"/>.</param>
/// <param name="free">Frees it; called once.</param>
internal sealed class SharedLifetime(string owner, Action free)
{
    private int users = 1; // its owner is one
    private int disposals;

    /// <summary>How many use it now, its owner included until it is disposed.</summary>
    public int Users => Volatile.Read(ref users);

    /// <summary>Whether it is disposed; those who entered before still use it.</summary>
    public bool IsDisposed => Volatile.Read(ref disposals) != 0;

    /// <summary>Uses it from here to <see cref="Leave"/>.</summary>
    /// <exception cref="ObjectDisposedException">It is disposed.</exception>
    public void Enter()
    {
        int seen = Volatile.Read(ref users);
        while (!IsDisposed && seen > 0)
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

    /// <summary>Lets nobody enter any more. Frees it at once, or when the last user leaves.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref disposals, 1) == 0)
        {
            Leave();
        }
    }
}
