using System.Text.Json.Serialization;

namespace CharRnn.Server;

/// <summary>The scores of texts, in their order.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Scores">A score for each text.</param>
internal sealed record ScoreResponse(string Model, IReadOnlyList<TextScore> Scores);

/// <summary>How likely a text is; null stands for what is not a number, such as the average of an empty text.</summary>
/// <param name="LogLikelihood">The sum of ln p of its characters, in nats.</param>
/// <param name="BitsPerCharacter">The average surprise: the lower, the likelier.</param>
/// <param name="Perplexity">e to the average nats per character.</param>
/// <param name="CharacterCount">Its length, in characters.</param>
/// <param name="UnknownCount">How many of them are not in the vocabulary.</param>
/// <param name="Tokens">Its characters, or words, where their bits were asked for.</param>
/// <param name="Surprisals">The bits of each of them, and of the line's end if the model has lines; where they were asked for.</param>
internal sealed record TextScore(
    [property: JsonPropertyName("log_likelihood"), JsonIgnore(Condition = JsonIgnoreCondition.Never)] double? LogLikelihood,
    [property: JsonPropertyName("bits_per_character"), JsonIgnore(Condition = JsonIgnoreCondition.Never)] double? BitsPerCharacter,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] double? Perplexity,
    [property: JsonPropertyName("character_count")] int CharacterCount,
    [property: JsonPropertyName("unknown_count")] int UnknownCount,
    IReadOnlyList<string>? Tokens,
    IReadOnlyList<double?>? Surprisals)
{
    /// <param name="score">The score.</param>
    /// <param name="tokens">What has surprisals; null where they were not asked for.</param>
    public static TextScore Of(SentenceScore score, IReadOnlyList<string>? tokens) => new(
        JsonNumber.OrNull(score.LogLikelihood),
        JsonNumber.OrNull(score.BitsPerCharacter),
        JsonNumber.OrNull(score.Perplexity),
        score.CharacterCount,
        score.UnknownCount,
        tokens,
        score.Surprisals is { } bits ? [.. bits.Select(one => JsonNumber.OrNull(one))] : null);
}
