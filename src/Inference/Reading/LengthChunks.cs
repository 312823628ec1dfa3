using System.Runtime.CompilerServices;

namespace CharRnn.Inference;

/// <summary>Cuts a sequence into parts. A part ends as soon as it has <c>count</c> items, or its items together are <c>length</c> long.</summary>
internal static class LengthChunks
{
    /// <summary>Returns the items in parts.</summary>
    public static IEnumerable<T[]> ChunkBy<T>(this IEnumerable<T> items, Func<T, int> lengthOf, int count, int length)
    {
        Part<T> part = new(lengthOf, count, length);
        foreach (T item in items)
        {
            if (part.IsFullWith(item))
            {
                yield return part.Take();
            }
        }

        if (!part.IsEmpty)
        {
            yield return part.Take();
        }
    }

    /// <summary>Returns items that arrive with time in parts.</summary>
    public static async IAsyncEnumerable<T[]> ChunkBy<T>(
        this IAsyncEnumerable<T> items, Func<T, int> lengthOf, int count, int length, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        Part<T> part = new(lengthOf, count, length);
        await foreach (T item in items.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            if (part.IsFullWith(item))
            {
                yield return part.Take();
            }
        }

        if (!part.IsEmpty)
        {
            yield return part.Take();
        }
    }

    private sealed class Part<T>(Func<T, int> lengthOf, int count, int length)
    {
        private readonly List<T> items = [];
        private long sum;

        public bool IsEmpty => items.Count == 0;

        public bool IsFullWith(T item)
        {
            items.Add(item);
            sum += lengthOf(item);
            return items.Count == count || sum >= length;
        }

        public T[] Take()
        {
            T[] taken = [.. items];
            items.Clear();
            sum = 0;
            return taken;
        }
    }
}
