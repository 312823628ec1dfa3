namespace CharRnn.Benchmarks;

/// <summary>One number of many.</summary>
internal static class Statistic
{
    /// <summary>The middle one, or the mean of the two in the middle; unlike the mean, deaf to a run that was disturbed.</summary>
    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary>The one that a share of the others, such as 0.99, is below.</summary>
    public static double Percentile(IReadOnlyList<double> sorted, double share) => sorted[Math.Min(sorted.Count - 1, (int)(sorted.Count * share))];
}
