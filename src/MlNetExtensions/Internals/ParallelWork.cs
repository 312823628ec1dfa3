using System.Runtime.ExceptionServices;

namespace CharRnn.MlNetExtensions.Internals;

/// <summary>Independent pieces of work on several cores.</summary>
internal static class ParallelWork
{
    /// <summary>Does each piece; a failure comes out as it was thrown.</summary>
    /// <param name="count">How many there are.</param>
    /// <param name="threads">At most so many at once; 0 is one a core.</param>
    /// <param name="action">Does the one of an index.</param>
    public static void For(int count, int threads, Action<int> action)
    {
        if (count <= 1 || threads == 1)
        {
            for (int i = 0; i < count; i++)
            {
                action(i);
            }

            return;
        }

        try
        {
            Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = threads == 0 ? Environment.ProcessorCount : threads }, action);
        }
        catch (AggregateException exception)
        {
            // That a text cannot be read says more than what came of it elsewhere.
            Exception first = exception.InnerExceptions.FirstOrDefault(inner => inner is InvalidTextException) ?? exception.InnerExceptions[0];
            ExceptionDispatchInfo.Throw(first);
        }
    }
}
