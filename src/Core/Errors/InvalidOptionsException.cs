namespace CharRnn;

/// <summary>Options are out of range or contradict each other. The message lists every problem.</summary>
public sealed class InvalidOptionsException : CharRnnException
{
    /// <summary>Creates the error from a list of problems.</summary>
    /// <param name="problems">At least one sentence without its full stop.</param>
    public InvalidOptionsException(params IReadOnlyList<string> problems)
        : base(string.Join(" ", problems.Select(problem => problem + ".")))
    {
        Problems = problems;
    }

    /// <summary>Gets the problems, in the order of the options.</summary>
    public IReadOnlyList<string> Problems { get; }

    /// <summary>Throws if there are any problems.</summary>
    public static void ThrowIfAny(IReadOnlyList<string> problems)
    {
        if (problems.Count > 0)
        {
            throw new InvalidOptionsException(problems);
        }
    }

    /// <summary>Collects the problems of one or more option types, and throws if there are any.</summary>
    internal static void ThrowIfAny(params ReadOnlySpan<Action<List<string>>> findProblems)
    {
        List<string> problems = [];
        foreach (Action<List<string>> find in findProblems)
        {
            find(problems);
        }

        ThrowIfAny(problems);
    }
}
