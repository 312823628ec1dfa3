using System.Text.Json;
using System.Text.Json.Serialization;

namespace CharRnn.Cli;

/// <summary>How an answer is printed: a line of text, or a JSON object.</summary>
internal static class AnswerFormat
{
    /// <summary>The answer. An error stands in its place.</summary>
    public static string AsText(AnsweredLine line) => line.Answer?.Text ?? $"error\t{line.Line.Problem}";

    public static string AsJson(AnsweredLine line) => JsonSerializer.Serialize(
        new AnswerDocument(
            line.Line.Text,
            line.Answer?.Text,
            Averages.Finite(line.Answer?.LogLikelihood),
            line.Answer is { } answer ? LowerCaseName.Of(answer.FinishReason) : null,
            line.Line.Problem),
        AnswerJson.Default.AnswerDocument);
}

internal sealed record AnswerDocument(
    string Question,
    string? Answer,
    double? LogLikelihood,
    string? FinishReason,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Error);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(AnswerDocument))]
internal sealed partial class AnswerJson : JsonSerializerContext;
