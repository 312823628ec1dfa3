/// <summary>Four words in a row, and their language.</summary>
internal sealed class Fragment
{
    public string Text { get; set; } = "";

    public string Language { get; set; } = "";
}

/// <summary>Fragments of one text in several languages, in random order: those of its first two thirds, and of the rest.</summary>
internal sealed record LabelledFragments(IReadOnlyList<Fragment> ToLearn, IReadOnlyList<Fragment> Test)
{
    private const int Words = 4;

    /// <summary>Reads the files LANGUAGE.txt of a folder. The same files give the same fragments.</summary>
    public static LabelledFragments Read(string folder)
    {
        Fragment[][] languages = [.. Directory.GetFiles(folder, "*.txt").Order(StringComparer.Ordinal).Select(ReadLanguage)];
        return new LabelledFragments(
            Shuffle(languages.SelectMany(fragments => fragments.Take(fragments.Length * 2 / 3))),
            Shuffle(languages.SelectMany(fragments => fragments.Skip(fragments.Length * 2 / 3))));
    }

    /// <summary>Returns the first fragments of each language.</summary>
    public IEnumerable<Fragment> Labelled(int countOfEachLanguage) =>
        ToLearn.GroupBy(fragment => fragment.Language).SelectMany(fragments => fragments.Take(countOfEachLanguage));

    private static Fragment[] ReadLanguage(string path) =>
    [
        .. from paragraph in File.ReadLines(path)
           from words in paragraph.Split(' ', StringSplitOptions.RemoveEmptyEntries).Chunk(Words)
           where words.Length == Words
           select new Fragment { Text = string.Join(' ', words), Language = Path.GetFileNameWithoutExtension(path) },
    ];

    private static Fragment[] Shuffle(IEnumerable<Fragment> fragments)
    {
        Fragment[] shuffled = [.. fragments];
        new Random(1).Shuffle(shuffled);
        return shuffled;
    }
}
