namespace CharRnn;

/// <summary>Options are out of range or contradict each other. The message lists every problem, not the first alone.</summary>
public sealed class InvalidOptionsException : CharRnnException
{
    /// <summary>Creates the error from the problems found, each a sentence without its full stop.</summary>
    /// <param name="problems">At least one.</param>
    public InvalidOptionsException(params IReadOnlyList<string> problems)
        : base(string.Join(" ", problems.Select(problem => problem + ".")))
    {
        Problems = problems;
    }

    /// <summary>The problems, in the order of the options.</summary>
    public IReadOnlyList<string> Problems { get; }

    /// <summary>Throws where <paramref name="problems"/> holds any.</summary>
    public static void ThrowIfAny(IReadOnlyList<string> problems)
    {
        if (problems.Count > 0)
        {
            throw new InvalidOptionsException(problems);
        }
    }
}
