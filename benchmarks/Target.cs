using System.Globalization;

namespace CharRnn.Benchmarks;

/// <summary>What a figure should reach.</summary>
/// <param name="Text">In words.</param>
/// <param name="IsMet">Whether a figure does; null where it has no peer to say so.</param>
internal sealed record Target(string Text, Func<Figure, bool?> IsMet)
{
    public static Target Below(double limit) =>
        new(string.Create(CultureInfo.InvariantCulture, $"below {limit:#,0.###}"), figure => figure.Value < limit);

    public static Target RatioAtLeast(double limit) =>
        new(string.Create(CultureInfo.InvariantCulture, $"ratio at least {limit:0.###}"), figure => figure.Ratio is { } ratio ? ratio >= limit : null);

    /// <summary>Of the machine's matrix product speed.</summary>
    public static Target ShareAtLeast(double limit) =>
        new(string.Create(CultureInfo.InvariantCulture, $"share at least {limit:P0}"), figure => figure.Share is { } share ? share >= limit : null);
}
