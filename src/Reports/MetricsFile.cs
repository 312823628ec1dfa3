using System.Text.Json;
using System.Text.Json.Serialization;

namespace CharRnn.Reports;

/// <summary>The figures of a training at one step. What is null or not a finite number was not measured.</summary>
internal sealed record MetricsLine
{
    public required long Step { get; init; }

    public long? Characters { get; init; }

    public double? TrainLossNats { get; init; }

    public double? ValidationLossNats { get; init; }

    public double? LearningRate { get; init; }

    public double? CharactersPerSecond { get; init; }

    public double? ElapsedSeconds { get; init; }
}

/// <summary>Reads metrics.jsonl.</summary>
internal static class MetricsFile
{
    private const int MaximumLength = 256 * 1024 * 1024; // bytes; a million lines

    /// <summary>
    /// The lines, steps ascending. A last line without its end was cut by a kill and is left out. Where steps go back, a
    /// training was taken up again from there, and what it did the first time does not count.
    /// </summary>
    /// <exception cref="CharRnnException">Another line is damaged.</exception>
    public static IReadOnlyList<MetricsLine> Read(RunFiles run)
    {
        List<MetricsLine> lines = [];
        ReadOnlySpan<byte> rest = run.Read(RunFiles.Metrics, MaximumLength);
        for (int number = 1; !rest.IsEmpty; number++)
        {
            int end = rest.IndexOf((byte)'\n');
            ReadOnlySpan<byte> text = (end < 0 ? rest : rest[..end]).Trim(" \t\r"u8);
            rest = end < 0 ? [] : rest[(end + 1)..];
            if (!text.IsEmpty && Parse(text, run, number, mayBeCut: end < 0) is { } line)
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

    private static MetricsLine? Parse(ReadOnlySpan<byte> text, RunFiles run, int number, bool mayBeCut)
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
            : throw new CharRnnException(
                $"{run.InFolder(RunFiles.Metrics)} is damaged: line {number} is not a JSON object with a step and its figures. Delete that line.", cause);
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(MetricsLine))]
internal sealed partial class MetricsJson : JsonSerializerContext;
