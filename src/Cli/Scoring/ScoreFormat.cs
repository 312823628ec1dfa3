using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CharRnn.Cli;

/// <summary>How a score is printed: a line of text in columns, or a JSON object.</summary>
internal static class ScoreFormat
{
    /// <summary>Bits per character, log-likelihood, unknown characters, surprisals if they were asked for, and the sentence. An error stands in their place.</summary>
    public static string AsText(ScoredLine line, UnknownPolicy policy)
    {
        if (line.Score is not { } score)
        {
            return $"error\t\t\t{line.Line.Problem}";
        }

        Averages averages = Averages.Of(score, policy);
        string surprisals = score.Surprisals is { } bits ? string.Join(' ', bits.Select(Number)) + "\t" : "";
        return $"{Number(averages.BitsPerCharacter)}\t{Number(averages.LogLikelihood)}\t{score.UnknownCount}\t{surprisals}{line.Line.Text}";
    }

    public static string AsJson(ScoredLine line, UnknownPolicy policy)
    {
        Averages averages = line.Score is { } score ? Averages.Of(score, policy) : default;
        return JsonSerializer.Serialize(
            new ScoreDocument(
                line.Line.Text,
                averages.LogLikelihood,
                averages.BitsPerCharacter,
                averages.Perplexity,
                line.Score?.CharacterCount,
                line.Score?.UnknownCount,
                line.Score?.Surprisals?.Select(bits => Averages.Finite(bits)),
                line.Line.Problem),
            ScoreJson.Default.ScoreDocument);
    }

    private static string Number(double value) => value.ToString("F3", CultureInfo.InvariantCulture);

    private static string Number(double? value) => Number(value ?? double.NaN);
}

internal sealed record ScoreDocument(
    string Text,
    double? LogLikelihood,
    double? BitsPerCharacter,
    double? Perplexity,
    int? CharacterCount,
    int? UnknownCount,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IEnumerable<double?>? Surprisals,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Error);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ScoreDocument))]
internal sealed partial class ScoreJson : JsonSerializerContext;
