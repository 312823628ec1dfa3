using System.Text.Json;
using System.Text.Json.Serialization;
using CharRnn.Inference;

namespace CharRnn.Cli;

/// <summary>How an answer is printed: a line of text, or a JSON object.</summary>
internal static class AnswerFormat
{
    /// <summary>The answer. An error stands in its place.</summary>
    public static string AsText(TextLine line, TextAnswer? answer) => answer?.Text ?? $"error\t{line.Problem}";

    public static string AsJson(TextLine line, TextAnswer? answer) => JsonSerializer.Serialize(
        new AnswerDocument(
            line.Text,
            answer?.Text,
            Averages.Finite(answer?.LogLikelihood),
            answer is null ? null : LowerCaseName.Of(answer.FinishReason),
            line.Problem),
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
