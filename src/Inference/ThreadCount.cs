namespace CharRnn.Inference;

/// <summary>The range that every option called Threads has.</summary>
internal static class ThreadCount
{
    /// <summary>Adds what is wrong with it, if anything.</summary>
    public static void Check(int threads, List<string> problems)
    {
        if (threads < 1 || threads > Environment.ProcessorCount)
        {
            problems.Add($"Threads is {threads}; must be from 1 to {Environment.ProcessorCount}");
        }
    }
}
