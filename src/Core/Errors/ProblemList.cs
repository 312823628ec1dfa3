namespace CharRnn;

/// <summary>A list of what is wrong with values, each a sentence without its full stop.</summary>
internal static class ProblemList
{
    /// <summary>Adds a problem unless the value that it is of is valid.</summary>
    public static void AddUnless(this List<string> problems, bool isValid, string problem)
    {
        if (!isValid)
        {
            problems.Add(problem);
        }
    }
}
