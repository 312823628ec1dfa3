namespace CharRnn.Reports;

/// <summary>One direction of a picture: where values go, and the round numbers that are written beside it.</summary>
/// <param name="Least">The value at the start.</param>
/// <param name="Most">The value at the end, above <paramref name="Least"/>.</param>
/// <param name="Start">Pixel of the start.</param>
/// <param name="End">Pixel of the end; below the start where the axis goes up.</param>
internal sealed record Axis(double Least, double Most, double Start, double End)
{
    /// <summary>An axis that starts and ends at round numbers and holds every value.</summary>
    public static Axis Rounded(double least, double most, int intervals, double start, double end)
    {
        if (most - least <= 1e-3 * Math.Max(Math.Abs(least), Math.Abs(most)))
        {
            double margin = most == 0 ? 0.5 : Math.Abs(most) * 0.1;
            (least, most) = (least == 0 ? 0 : least - margin, most + margin);
        }

        double step = RoundStep((most - least) / intervals);
        return new Axis(Math.Floor(least / step) * step, Math.Ceiling(most / step) * step, start, end);
    }

    /// <summary>The pixel of a value; beyond the axis, its nearer end.</summary>
    public double Place(double value) => Start + ((Math.Clamp(value, Least, Most) - Least) / (Most - Least) * (End - Start));

    /// <summary>Round values on the axis, about as many intervals as asked for.</summary>
    public IEnumerable<double> Ticks(int intervals, double smallestStep = 0)
    {
        double step = Math.Max(smallestStep, RoundStep((Most - Least) / intervals));
        double tolerance = step * 1e-6;
        double first = Math.Ceiling((Least - tolerance) / step);
        for (int i = 0; i <= 2 * intervals && (first + i) * step <= Most + tolerance; i++)
        {
            yield return (first + i) * step;
        }
    }

    /// <summary>The nearest of 1, 2 and 5 times a power of ten that is not below.</summary>
    private static double RoundStep(double step)
    {
        double power = Math.Pow(10, Math.Floor(Math.Log10(step)));
        return (step / power) switch
        {
            <= 1.000001 => power,
            <= 2.000001 => 2 * power,
            <= 5.000001 => 5 * power,
            _ => 10 * power,
        };
    }
}
