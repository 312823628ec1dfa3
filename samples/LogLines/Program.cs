// Prints the most surprising lines of a log, the most surprising first.
//
//   dotnet run -c Release -- find GOOD-DAYS.log TODAY.log [COUNT]    learns the lines of good days, and prints the COUNT (10) oddest of today
//   dotnet run -c Release -- figures made [LINES]                    learns LINES (20,000) made ones, hides 20 odd lines among as many others,
//                                                                    and counts how many of them come first
//   dotnet run -c Release -- figures DPKG.log                        the same with the halves of a real /var/log/dpkg.log
using System.Globalization;
using CharRnn;

try
{
    switch (args)
    {
        case ["find", string goodDays, string today, .. { Length: <= 1 } rest] when Count(rest, 10) is { } count:
            Find(goodDays, today, count);
            return 0;
        case ["figures", "made", .. { Length: <= 1 } rest] when Count(rest, 20_000) is { } lines:
            Figures.PrintMade(lines);
            return 0;
        case ["figures", string dpkgLog]:
            Figures.PrintDpkg(dpkgLog);
            return 0;
        default:
            Console.Error.WriteLine("usage: LogLines find GOOD-DAYS.log TODAY.log [COUNT] | figures made [LINES] | figures DPKG.log");
            return 2;
    }
}
catch (Exception exception) when (exception is CharRnnException or IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine(exception.Message);
    return 1;
}

static void Find(string goodDays, string today, int count)
{
    // The time, addresses and numbers of processes are new in every line, so digits say little.
    using OddLineFinder finder = new(File.ReadLines(goodDays), maskDigits: true);
    foreach (ScoredLine line in finder.Find(File.ReadLines(today), count))
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{line.Score:F2}\t{line.Text}"));
    }
}

static int? Count(string[] arguments, int otherwise) =>
    arguments.Length == 0 ? otherwise : int.TryParse(arguments[0], NumberStyles.None, CultureInfo.InvariantCulture, out int count) ? count : null;
