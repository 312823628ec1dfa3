using System.Runtime.ExceptionServices;

namespace CharRnn.MlNetExtensions.Internals;

/// <summary>Independent pieces of work on several cores.</summary>
internal static class ParallelWork
{
    /// <summary>Does the work of each item; a failure comes out as it was thrown.</summary>
    /// <param name="items">What to do.</param>
    /// <param name="threads">At most so many at once; 0 is one a core.</param>
    /// <param name="action">How.</param>
    public static void ForEach<T>(IReadOnlyList<T> items, int threads, Action<T> action)
    {
        if (items.Count <= 1 || threads == 1)
        {
            foreach (T item in items)
            {
                action(item);
            }

            return;
        }

        try
        {
            Parallel.For(0, items.Count, new ParallelOptions { MaxDegreeOfParallelism = threads == 0 ? Environment.ProcessorCount : threads }, i => action(items[i]));
        }
        catch (AggregateException exception)
        {
            // That a text cannot be read says more than what came of it elsewhere.
            Exception first = exception.InnerExceptions.FirstOrDefault(inner => inner is InvalidTextException) ?? exception.InnerExceptions[0];
            ExceptionDispatchInfo.Throw(first);
        }
    }
}
