using System.Numerics;

namespace CharRnn.Cli;

/// <summary>How many characters are in runs of which length: of none, of 1, of 2 to 3, of 4 to 7, and so on by powers of two.</summary>
internal static class RunHistogram
{
    /// <summary>Counts the characters in each bin, up to that of the longest run.</summary>
    public static IReadOnlyList<RunBin> Of(IReadOnlyList<int> runLengths)
    {
        int[] counts = new int[BinOf(runLengths.Max()) + 1];
        foreach (int length in runLengths)
        {
            counts[BinOf(length)]++;
        }

        return [.. counts.Select((count, bin) => new RunBin(bin == 0 ? 0 : 1 << (bin - 1), bin == 0 ? 0 : (int)((1L << bin) - 1), count))];
    }

    private static int BinOf(int length) => length == 0 ? 0 : BitOperations.Log2((uint)length) + 1;
}

/// <summary>The characters whose longest run has a length in this range.</summary>
internal readonly record struct RunBin(int Least, int Most, int Characters)
{
    /// <summary>The range, for people.</summary>
    public override string ToString() => Least == Most ? $"{Least:N0}" : $"{Least:N0} to {Most:N0}";
}
