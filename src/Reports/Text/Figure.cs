using System.Globalization;

namespace CharRnn.Reports;

/// <summary>Writes numbers for people.</summary>
internal static class Figure
{
    /// <summary>For example <c>12,345</c>, <c>0.911</c>, <c>1.6e-5</c>; an en dash for what is not there.</summary>
    /// <param name="value">The number.</param>
    /// <param name="decimals">At most, where it is neither tiny nor huge.</param>
    public static string Of(double? value, int decimals = 3) => value switch
    {
        null => "–",
        0 => "0",
        { } number when double.IsFinite(number) => number.ToString(
            Math.Abs(number) < Math.Min(1e-3, Math.Pow(10, 1 - decimals)) || Math.Abs(number) >= 1e12 ? "0.##e-0" : "#,0." + new string('#', decimals),
            CultureInfo.InvariantCulture),
        { } number => number.ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>With as many decimals always, so that a column can be compared: <c>0.9109</c>, <c>0.8600</c>.</summary>
    public static string Fixed(double? value, int decimals) =>
        value is { } number && Math.Abs(number) < 1e9 ? number.ToString("#,0." + new string('0', decimals), CultureInfo.InvariantCulture) : Of(value, decimals);

    /// <summary>For example <c>9.5 s</c>, <c>20 min 45 s</c>, <c>3 h 5 min</c>.</summary>
    public static string Time(double? seconds) => seconds switch
    {
        null => "–",
        < 60 => Of(seconds, 1) + " s",
        < 3600 => $"{Of(Math.Floor(seconds.Value / 60))} min {Of(Math.Floor(seconds.Value % 60))} s",
        _ => $"{Of(Math.Floor(seconds.Value / 3600))} h {Of(Math.Floor(seconds.Value % 3600 / 60))} min",
    };

    /// <summary>A coordinate, to a tenth of a pixel.</summary>
    public static string Pixel(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);
}
