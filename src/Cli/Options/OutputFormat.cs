namespace CharRnn.Cli;

/// <summary>How a result is printed.</summary>
internal enum OutputFormat
{
    Text,
    Json,
}

internal static class OutputFormats
{
    public static EnumOption<OutputFormat> Option(string text) => new("--format", $"Format of the result: {text}", OutputFormat.Text);
}
