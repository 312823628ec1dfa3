/// <summary>A line without its spaces, and where they were.</summary>
/// <param name="Letters">The line without spaces.</param>
/// <param name="Marks">For each letter, _ if a space follows it, otherwise a point.</param>
internal sealed record SpacedLine(string Letters, string Marks)
{
    private const char Space = '_';
    private const char None = '.';

    public static SpacedLine Of(string line)
    {
        string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return Of(words);
    }

    public static SpacedLine Of(IReadOnlyList<string> words)
    {
        string marks = string.Concat(words.Select(word => new string(None, word.Length - 1) + Space));
        return new SpacedLine(string.Concat(words), marks[..^1] + None);
    }

    /// <summary>Gets the line with its spaces.</summary>
    public string Text => string.Concat(Letters.Zip(Marks, (letter, mark) => mark == Space ? $"{letter} " : $"{letter}"));

    /// <summary>Gets the places of the spaces.</summary>
    public IEnumerable<int> Spaces => Enumerable.Range(0, Marks.Length).Where(place => Marks[place] == Space);

    /// <summary>Gets where each word starts and ends.</summary>
    public IEnumerable<(int Start, int End)> Words => Spaces.Prepend(-1).Zip(Spaces.Append(Letters.Length - 1));
}
