// Puts the spaces back into a text that has none: a network that labels each letter with whether a space follows it, beside a splitter
// that takes the likeliest words.
//
//   dotnet run -c Release -- TEXT.txt [EPOCHS]
//
// Nine tenths of the lines are to learn from, the rest is the test. The splitter learns how often each word is; the networks learn from the
// letters alone, one reading forwards, the other in both directions.
using System.Globalization;
using CharRnn;

if (args is not [string path, .. { Length: <= 1 } rest])
{
    Console.Error.WriteLine("usage: Spaces TEXT.txt [EPOCHS]");
    return 2;
}

try
{
    int epochs = rest is [string given] ? int.Parse(given, CultureInfo.InvariantCulture) : 4;
    string[] lines = [.. File.ReadLines(path).Select(line => line.Trim()).Where(line => line.Length > 0)];
    SpacedLine[] spaced = [.. lines.Select(SpacedLine.Of)];
    int toLearn = lines.Length * 9 / 10;
    SpacedLine[] test = spaced[toLearn..];
    string[] letters = [.. test.Select(line => line.Letters)];
    WordSplitter splitter = new(lines[..toLearn]);
    Console.WriteLine($"{"",-28}{"F1 of spaces",14}{"F1 of words",14}");
    Print("likeliest words", letters.Select(splitter.Split));
    foreach ((string name, bool bidirectional) in (ReadOnlySpan<(string, bool)>)[("network, forwards", false), ("network, both directions", true)])
    {
        using SpaceTagger tagger = SpaceTagger.Learn(spaced[..toLearn], bidirectional, epochs);
        Print(name, tagger.Split(letters));
        if (bidirectional)
        {
            Console.WriteLine();
            Console.WriteLine($"{test[0].Letters}\n{tagger.Split(letters[..1]).Single().Text}");
        }
    }

    return 0;

    void Print(string name, IEnumerable<SpacedLine> found)
    {
        SpacedLine[] all = [.. found];
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-28}{F1(line => line.Spaces),14:F4}{F1(line => line.Words),14:F4}"));

        double F1<T>(Func<SpacedLine, IEnumerable<T>> parts) =>
            2.0 * all.Zip(test, (line, truth) => parts(line).Intersect(parts(truth)).Count()).Sum()
            / (all.Sum(line => parts(line).Count()) + test.Sum(line => parts(line).Count()));
    }
}
catch (Exception exception) when (exception is CharRnnException or IOException or UnauthorizedAccessException or FormatException)
{
    Console.Error.WriteLine(exception.Message);
    return 1;
}
