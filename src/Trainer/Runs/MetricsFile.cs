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
    /// Reads the lines in ascending order of steps. A last line without a newline was cut off and is ignored, and so is a damaged line. If
    /// the step goes back, the training was resumed from there, and the earlier lines from that step on do not count.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="onDamage">Called once, with a sentence, if lines are damaged.</param>
    public static IReadOnlyList<MetricsLine> Read(string path, Action<string>? onDamage)
    {
        List<MetricsLine> lines = [];
        List<int> damaged = [];
        ReadOnlySpan<byte> rest = RunFile.Read(path, MaximumLength);
        for (int number = 1; !rest.IsEmpty; number++)
        {
            int end = rest.IndexOf((byte)'\n');
            ReadOnlySpan<byte> text = (end < 0 ? rest : rest[..end]).Trim(" \t\r"u8);
            rest = end < 0 ? [] : rest[(end + 1)..];
            if (Parse(text) is { } line)
            {
                while (lines is [.., var last] && last.Step >= line.Step)
                {
                    lines.RemoveAt(lines.Count - 1);
                }

                lines.Add(line);
            }
            else if (!text.IsEmpty && end >= 0)
            {
                damaged.Add(number);
            }
        }

        if (damaged.Count > 0)
        {
            onDamage?.Invoke(damaged.Count == 1
                ? $"{path}: line {damaged[0]} is not a JSON object with a step and its figures; it is left out."
                : $"{path}: {damaged.Count} lines, the first of them line {damaged[0]}, are not JSON objects with a step and its figures; they are left out.");
        }

        return lines;
    }

    private static MetricsLine? Parse(ReadOnlySpan<byte> text)
    {
        try
        {
            return !text.IsEmpty && JsonSerializer.Deserialize(text, MetricsJson.Default.MetricsLine) is { Step: >= 0 } line ? line : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(MetricsLine))]
[JsonSerializable(typeof(TrainingReport))]
internal sealed partial class MetricsJson : JsonSerializerContext;
