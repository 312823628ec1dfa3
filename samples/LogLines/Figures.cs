using System.Globalization;

/// <summary>Hides odd lines among ordinary ones, and counts how many of them are among the first that are found.</summary>
internal static class Figures
{
    private const int JournalPrefix = 21; // "Mar 01 12:34:56 web1 "
    private const int DpkgPrefix = 20; // "2026-03-01 12:34:56 "

    /// <summary>Prints a table for a made journal and a made dpkg.log of that many lines.</summary>
    public static void PrintMade(int lineCount)
    {
        MadeLog learnt = new(seed: 1);
        MadeLog searched = new(seed: 2);
        PrintHead();
        Print("journal", [.. learnt.Journal(lineCount)], Hide(OddLines.Journal, searched.Journal(lineCount), JournalPrefix));
        Print("dpkg.log", [.. learnt.Dpkg(lineCount)], Hide(OddLines.Dpkg, searched.Dpkg(lineCount), DpkgPrefix));
    }

    /// <summary>Prints a table for a real dpkg.log, whose first half is learnt.</summary>
    public static void PrintDpkg(string path)
    {
        string[] lines = [.. File.ReadLines(path).Where(line => line.Length > DpkgPrefix)];
        PrintHead();
        Print("real dpkg.log", lines[..(lines.Length / 2)], Hide(OddLines.Dpkg, lines[(lines.Length / 2)..], DpkgPrefix));
    }

    private static void Print(string log, string[] ordinary, (HashSet<string> Odd, IReadOnlyList<string> All) hidden)
    {
        foreach (bool maskDigits in (bool[])[false, true])
        {
            using OddLineFinder finder = new(ordinary, maskDigits);
            bool[] isOdd = [.. finder.Find(hidden.All, 100).Select(line => hidden.Odd.Contains(line.Text))];
            PrintRow(log, maskDigits ? "masked" : "as they are", Found(20), Found(40), Found(100));

            string Found(int first) => isOdd.Take(first).Count(odd => odd).ToString(CultureInfo.InvariantCulture);
        }
    }

    /// <summary>Puts each odd message behind an ordinary line, with that line's time.</summary>
    private static (HashSet<string> Odd, IReadOnlyList<string> All) Hide(IReadOnlyList<string> messages, IEnumerable<string> ordinary, int prefix)
    {
        Random random = new(3);
        List<string> all = [.. ordinary];
        HashSet<string> odd = [];
        foreach (string message in messages)
        {
            int place = random.Next(all.Count);
            string line = all[place][..prefix] + message;
            all.Insert(place + 1, line);
            odd.Add(line);
        }

        return (odd, all);
    }

    private static void PrintHead() => PrintRow("log", "digits", "first 20", "first 40", "first 100");

    private static void PrintRow(string log, string digits, params string[] found) =>
        Console.WriteLine($"{log,-15}{digits,-12}{string.Concat(found.Select(column => $"{column,10}"))}");
}
