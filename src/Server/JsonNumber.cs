namespace CharRnn.Server;

/// <summary>Numbers as JSON has them.</summary>
internal static class JsonNumber
{
    /// <summary>Returns null for a number that JSON lacks: what is impossible has the log-probability of minus infinity.</summary>
    public static double? OrNull(double? number) => number is { } value && double.IsFinite(value) ? value : null;
}
