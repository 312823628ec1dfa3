/// <summary>A verb and its past tense.</summary>
internal sealed record Verb(string Present, string Past)
{
    public bool IsRegular => Past.EndsWith("ed", StringComparison.Ordinal);
}

/// <summary>Verbs to learn, and every tenth for the test.</summary>
internal sealed record Verbs(IReadOnlyList<Verb> ToLearn, IReadOnlyList<Verb> Test)
{
    public static Verbs Read(string path)
    {
        Verb[] verbs = [.. File.ReadLines(path).Select(line => line.Split('\t')).Select(columns => new Verb(columns[0], columns[1]))];
        return new Verbs([.. verbs.Where((_, i) => i % 10 != 5)], [.. verbs.Where((_, i) => i % 10 == 5)]);
    }
}
