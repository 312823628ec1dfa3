using System.Globalization;

namespace CharRnn.MlNetExtensions.Training.Internals;

/// <summary>Which texts the network learns, and which are kept back to set the threshold, drawn at random.</summary>
/// <param name="HeldBack">The indexes of the texts that are kept back.</param>
/// <param name="Learned">The indexes of the others, in random order.</param>
internal sealed record RowSplit(int[] HeldBack, int[] Learned)
{
    private const int EnoughAboveThreshold = 100; // texts; more make the threshold hardly more exact, and would not be learned

    /// <summary>Draws a split.</summary>
    /// <param name="rows">The texts.</param>
    /// <param name="options">The options; the fraction to keep back, the false positive rate and the seed are used.</param>
    /// <param name="column">The name of the column, for messages.</param>
    /// <exception cref="InvalidTextException">There are too few texts, or all are equal.</exception>
    public static RowSplit Draw(TextRows rows, CharRnnTrainerOptions options, string column)
    {
        (int least, double most) = options.Detection.Threshold is null ? Bounds(options.Detection.FalsePositiveRate) : (0, 0);
        Check(rows, least, options.Detection.FalsePositiveRate, column);
        int heldBack = (int)Math.Clamp(rows.Count * options.HeldBackFraction, least, most);
        int[] order = Shuffled(rows.Count, new RandomSource(options.Training.Seed));
        return new RowSplit(order[..heldBack], order[heldBack..]);
    }

    private static (int Least, double Most) Bounds(double rate)
    {
        decimal least = Math.Ceiling(1 / (decimal)Math.Max(rate, 1e-9)) - 1; // as HeldOutScores needs them
        return ((int)least, Math.Max((double)least, EnoughAboveThreshold / rate));
    }

    private static void Check(TextRows rows, int heldBack, double rate, string column)
    {
        string found = rows.Count == 1 ? "1 text" : $"{rows.Count} texts";
        long needed = Math.Max(2, 2L * heldBack);
        if (rows.Count < 2 || rows.Count < needed)
        {
            string why = heldBack < 2 ? "" : string.Create(CultureInfo.InvariantCulture, $" for a false positive rate of {rate}: {heldBack} to set the threshold, and as many to learn");
            throw new InvalidTextException($"Column '{column}' has {found} with characters; at least {needed} are needed{why}.");
        }

        if (rows.AreEqual())
        {
            throw new InvalidTextException($"Column '{column}' has {found}, all the same; at least two different texts are needed to learn what is ordinary.");
        }
    }

    // Fisher and Yates.
    private static int[] Shuffled(int count, RandomSource random)
    {
        int[] order = [.. Enumerable.Range(0, count)];
        for (int i = count - 1; i > 0; i--)
        {
            int other = (int)(random.NextDouble() * (i + 1));
            (order[i], order[other]) = (order[other], order[i]);
        }

        return order;
    }
}
