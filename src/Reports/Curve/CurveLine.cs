using CharRnn.Trainer;

namespace CharRnn.Reports;

/// <summary>A value at a step.</summary>
internal readonly record struct CurvePoint(long Step, double Value);

/// <summary>One line of the picture: the finite values of a figure, at most so many that a picture can show.</summary>
internal static class CurveLine
{
    /// <summary>Points of a line, at most.</summary>
    public const int MaximumPoints = 1000;

    /// <summary>A figure's points, those without a finite value skipped.</summary>
    public static IReadOnlyList<CurvePoint> Of(IReadOnlyList<MetricsLine> metrics, Func<MetricsLine, double?> figure) => Thin(
        [.. metrics.Where(line => figure(line) is { } value && double.IsFinite(value)).Select(line => new CurvePoint(line.Step, figure(line)!.Value))]);

    /// <summary>
    /// The first, the last, and the lowest and the highest of each of a number of equal stretches between: no peak is lost.
    /// </summary>
    private static List<CurvePoint> Thin(List<CurvePoint> points)
    {
        if (points.Count <= MaximumPoints)
        {
            return points;
        }

        const int Stretches = (MaximumPoints - 2) / 2;
        long between = points.Count - 2;
        List<CurvePoint> kept = [points[0]];
        for (long i = 0; i < Stretches; i++)
        {
            int from = 1 + (int)(i * between / Stretches);
            int to = 1 + (int)((i + 1) * between / Stretches);
            List<CurvePoint> stretch = points[from..to];
            CurvePoint lowest = stretch.MinBy(point => point.Value);
            CurvePoint highest = stretch.MaxBy(point => point.Value);
            kept.AddRange(lowest == highest ? [lowest] : lowest.Step < highest.Step ? [lowest, highest] : [highest, lowest]);
        }

        kept.Add(points[^1]);
        return kept;
    }
}
