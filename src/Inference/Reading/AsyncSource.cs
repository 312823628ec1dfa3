using System.Runtime.CompilerServices;

namespace CharRnn.Inference;

/// <summary>Reads sources that may not heed a cancellation token.</summary>
internal static class AsyncSource
{
    /// <summary>Yields what the source yields, and throws as soon as it is cancelled, even while the source waits.</summary>
    /// <param name="source">The source. One that is left while it waits is disposed when its wait ends.</param>
    /// <param name="cancellationToken">Also passed to the source.</param>
    public static async IAsyncEnumerable<T> LeaveWhenCancelled<T>(this IAsyncEnumerable<T> source, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        IAsyncEnumerator<T> enumerator = source.GetAsyncEnumerator(cancellationToken);
        Task<bool> move = Task.FromResult(true);
        try
        {
            while (await Move().ConfigureAwait(false))
            {
                yield return enumerator.Current;
            }
        }
        finally
        {
            Task disposal = DisposeAfter(move, enumerator);
            if (move.IsCompleted)
            {
                await disposal.ConfigureAwait(false);
            }
        }

        Task<bool> Move()
        {
            cancellationToken.ThrowIfCancellationRequested();
            move = enumerator.MoveNextAsync().AsTask();
            return move.WaitAsync(cancellationToken);
        }
    }

    // An enumerator cannot be disposed while it moves.
    private static async Task DisposeAfter<T>(Task move, IAsyncEnumerator<T> enumerator)
    {
        await move.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await enumerator.DisposeAsync().ConfigureAwait(false);
    }
}
