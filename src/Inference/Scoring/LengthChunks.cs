namespace CharRnn.Inference;

/// <summary>Cuts a sequence into parts that are bounded by number and by length.</summary>
internal static class LengthChunks
{
    /// <summary>Returns the items in parts. A part ends as soon as it has <paramref name="count"/> items or is <paramref name="length"/> long.</summary>
    public static IEnumerable<T[]> ChunkBy<T>(this IEnumerable<T> items, Func<T, int> lengthOf, int count, int length)
    {
        List<T> part = [];
        long sum = 0;
        foreach (T item in items)
        {
            part.Add(item);
            sum += lengthOf(item);
            if (part.Count == count || sum >= length)
            {
                yield return [.. part];
                (part, sum) = ([], 0);
            }
        }

        if (part.Count > 0)
        {
            yield return [.. part];
        }
    }
}
