using System.Text.Json;
using System.Text.Json.Serialization;

namespace CharRnn.Trainer;

/// <summary>metrics.jsonl: the figures of a training, one JSON object per line.</summary>
internal static class MetricsFile
{
    private const int MaximumLength = 256 * 1024 * 1024; // bytes; a million lines

    /// <summary>Adds a line.</summary>
    public static void Append(string path, TrainingReport report) =>
        RunFile.Append(path, [.. JsonSerializer.SerializeToUtf8Bytes(report, MetricsJson.Default.TrainingReport), (byte)'\n']);

    /// <summary>
    /// Reads the lines in ascending order of steps. A last line without a newline was cut off and is ignored. If the step goes back, the
    /// training was resumed from there, and the earlier lines from that step on do not count.
    /// </summary>
    /// <exception cref="InvalidModelException">Another line is damaged.</exception>
    public static IReadOnlyList<MetricsLine> Read(string path)
    {
        List<MetricsLine> lines = [];
        ReadOnlySpan<byte> rest = RunFile.Read(path, MaximumLength);
        for (int number = 1; !rest.IsEmpty; number++)
        {
            int end = rest.IndexOf((byte)'\n');
            ReadOnlySpan<byte> text = (end < 0 ? rest : rest[..end]).Trim(" \t\r"u8);
            rest = end < 0 ? [] : rest[(end + 1)..];
            if (!text.IsEmpty && Parse(text, path, number, mayBeCut: end < 0) is { } line)
            {
                while (lines is [.., var last] && last.Step >= line.Step)
                {
                    lines.RemoveAt(lines.Count - 1);
                }

                lines.Add(line);
            }
        }

        return lines;
    }

    private static MetricsLine? Parse(ReadOnlySpan<byte> text, string path, int number, bool mayBeCut)
    {
        JsonException? cause = null;
        try
        {
            if (JsonSerializer.Deserialize(text, MetricsJson.Default.MetricsLine) is { Step: >= 0 } line)
            {
                return line;
            }
        }
        catch (JsonException exception)
        {
            cause = exception;
        }

        return mayBeCut
            ? null
            : throw new InvalidModelException(
                $"{path} is damaged: line {number} is not a JSON object with a step and its figures. Delete that line.", cause);
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(MetricsLine))]
[JsonSerializable(typeof(TrainingReport))]
internal sealed partial class MetricsJson : JsonSerializerContext;
