using System.CommandLine;

namespace CharRnn.Cli;

/// <summary>How a result is printed.</summary>
internal enum OutputFormat
{
    Text,
    Json,
}

internal static class OutputFormats
{
    public static Option<OutputFormat> Option(string text) => new("--format")
    {
        Description = $"text or json ({text})",
        DefaultValueFactory = _ => OutputFormat.Text,
    };
}
