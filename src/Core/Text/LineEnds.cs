namespace CharRnn;

/// <summary>A hint for texts whose lines end with carriage returns alone, as on early Macs.</summary>
internal static class LineEnds
{
    public static string CarriageReturnHint(string source) =>
        $"{source} has carriage returns but no line feeds, so it is one line. Convert its line ends, for example with tr '\\r' '\\n'.";
}
