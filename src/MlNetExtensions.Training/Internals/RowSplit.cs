using System.Globalization;
using CharRnn.MlNetExtensions.Internals;

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
        double rate = options.Detection.FalsePositiveRate;
        bool setsThreshold = options.Detection.Threshold is null;
        decimal least = setsThreshold ? HeldOutScores.NeededFor(rate) : 0;
        Check(rows, least, rate, column);
        double most = setsThreshold ? Math.Max((double)least, EnoughAboveThreshold / rate) : 0;
        int heldBack = (int)Math.Clamp(rows.Count * options.HeldBackFraction, (double)least, most);
        int[] order = Shuffled(rows.Count, new RandomSource(options.Training.Seed));
        return new RowSplit(order[..heldBack], order[heldBack..]);
    }

    private static void Check(TextRows rows, decimal heldBack, double rate, string column)
    {
        string found = rows.Count == 1 ? "1 text" : $"{rows.Count} texts";
        decimal needed = Math.Max(2, 2 * heldBack);
        if (rows.Count < needed)
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
