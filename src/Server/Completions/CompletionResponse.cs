using System.Text.Json.Serialization;

namespace CharRnn.Server;

/// <summary>The answer of <c>POST /v1/completions</c>, or one event of it.</summary>
/// <param name="Id">A name of this answer.</param>
/// <param name="Object">Always text_completion.</param>
/// <param name="Created">When it began, in seconds since 1970.</param>
/// <param name="Model">The model's name.</param>
/// <param name="SystemFingerprint">The beginning of the SHA-256 of the model's file: the same seed gives the same text while it stays the same.</param>
/// <param name="Choices">The texts; in an event, what has come of them since the last event.</param>
/// <param name="Usage">The lengths; in an event null, but in the last.</param>
internal sealed record CompletionResponse(
    string Id,
    string Object,
    long Created,
    string Model,
    [property: JsonPropertyName("system_fingerprint")] string SystemFingerprint,
    IReadOnlyList<CompletionChoice> Choices,
    CompletionUsage? Usage);

/// <summary>A text.</summary>
/// <param name="Text">The text.</param>
/// <param name="Index">Its place: the texts of the first prompt come first.</param>
/// <param name="Logprobs">Its log-probabilities, where they were asked for.</param>
/// <param name="FinishReason">stop or length; null while it grows.</param>
internal sealed record CompletionChoice(
    string Text,
    int Index,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] CompletionLogProbs? Logprobs,
    [property: JsonPropertyName("finish_reason"), JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? FinishReason);

/// <summary>The log-probabilities of a text, in nats, of the model itself: before temperature, penalties and cuts.</summary>
/// <param name="Tokens">The characters, or words.</param>
/// <param name="TokenLogprobs">ln p of each; null where the model does not know it.</param>
/// <param name="TopLogprobs">The likeliest ones in the place of each, and itself.</param>
/// <param name="TextOffset">Where each begins in the text, in characters.</param>
internal sealed record CompletionLogProbs(
    IReadOnlyList<string> Tokens,
    [property: JsonPropertyName("token_logprobs")] IReadOnlyList<double?> TokenLogprobs,
    [property: JsonPropertyName("top_logprobs")] IReadOnlyList<IReadOnlyDictionary<string, double?>?> TopLogprobs,
    [property: JsonPropertyName("text_offset")] IReadOnlyList<int> TextOffset);

/// <summary>Lengths, in characters or words.</summary>
/// <param name="PromptTokens">Of the prompts.</param>
/// <param name="CompletionTokens">Of the texts that are returned.</param>
/// <param name="TotalTokens">Both.</param>
internal sealed record CompletionUsage(
    [property: JsonPropertyName("prompt_tokens")] int PromptTokens,
    [property: JsonPropertyName("completion_tokens")] int CompletionTokens,
    [property: JsonPropertyName("total_tokens")] int TotalTokens);
