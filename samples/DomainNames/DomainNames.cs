/// <summary>Names to learn from and others to judge, half of which a machine made.</summary>
internal sealed record DomainNames(IReadOnlyList<Name> Ordinary, IReadOnlyList<Name> Labelled, IReadOnlyList<Name> Test)
{
    private const int MinimumLength = 8; // shorter names are taken, so machines make longer ones
    private const int MaximumTestNames = 10_000;

    /// <summary>Reads names, one per line, and makes others. The same file and count give the same names.</summary>
    /// <exception cref="FormatException">The file has too few names.</exception>
    public static DomainNames Read(string path, int count)
    {
        string[] names = [.. File.ReadLines(path).Where(name => name.Length >= MinimumLength && name.All(character => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character == '-'))];
        if (count < 1 || names.Length <= count)
        {
            throw new FormatException($"COUNT is {count}; {path} has {names.Length} names of {MinimumLength} or more small letters, digits and hyphens, some of which must remain for the test.");
        }

        new Random(1).Shuffle(names);
        string[] learnt = names[..count];
        string[] others = names[count..Math.Min(names.Length, count + MaximumTestNames)];
        return new DomainNames([.. OrdinaryNames(learnt)], Both(learnt, seed: 2), Both(others, seed: 3));
    }

    private static IEnumerable<Name> OrdinaryNames(IEnumerable<string> names) => names.Select(name => new Name { Text = name });

    private static Name[] Both(string[] names, int seed)
    {
        Name[] both = [.. OrdinaryNames(names), .. new NameGenerator(names, seed).Make(names.Length / NameGenerator.Kinds.Count)];
        new Random(seed).Shuffle(both);
        return both;
    }
}
