namespace CharRnn.Inference;

/// <summary>
/// The rule of every option called Threads. Settings travel between machines, so more threads than this one has cores are a warning and
/// not an error.
/// </summary>
internal static class ThreadCount
{
    public const int Maximum = 1024;

    /// <summary>Adds what is wrong with it, if anything.</summary>
    public static void Check(int threads, List<string> problems)
    {
        if (threads is < 1 or > Maximum)
        {
            problems.Add($"Threads is {threads}; must be from 1 to {Maximum}");
        }
    }

    /// <summary>Resolves an option where 0 is one thread for each core; more threads than cores are reduced.</summary>
    public static int OrOneForEachCore(int threads) => threads == 0 ? Environment.ProcessorCount : Math.Clamp(threads, 1, Environment.ProcessorCount);

    /// <summary>Reduces the number to this machine's cores.</summary>
    /// <param name="threads">As asked for.</param>
    /// <param name="purpose">What the threads do.</param>
    /// <param name="onWarning">Called once where there are too many.</param>
    public static int Clamp(int threads, string purpose, Action<string>? onWarning)
    {
        int cores = Environment.ProcessorCount;
        if (threads <= cores)
        {
            return threads;
        }

        onWarning?.Invoke($"Threads is {threads} for {purpose}; this machine has {cores} cores, so {cores} are used.");
        return cores;
    }
}
