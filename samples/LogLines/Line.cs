using System.Text.RegularExpressions;

/// <summary>A line of a log, and what of it the detector sees.</summary>
internal partial class Line
{
    public string Text { get; set; } = "";

    public string Seen { get; set; } = "";

    /// <summary>Reads lines as they are, or with a 0 for each digit.</summary>
    public static IEnumerable<Line> Of(IEnumerable<string> lines, bool maskDigits) =>
        lines.Where(line => line != "").Select(line => new Line { Text = line, Seen = maskDigits ? Digit().Replace(line, "0") : line });

    [GeneratedRegex("[0-9]")]
    private static partial Regex Digit();
}

internal sealed class ScoredLine : Line
{
    public float Score { get; set; }
}
