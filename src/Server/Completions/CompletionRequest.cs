using System.Text.Json;
using System.Text.Json.Serialization;

namespace CharRnn.Server;

/// <summary>The body of <c>POST /v1/completions</c>. A token is a character, or a word. Null is the default.</summary>
internal sealed class CompletionRequest
{
    public string? Model { get; set; }

    [JsonConverter(typeof(OneOrMoreTexts))]
    public IReadOnlyList<string>? Prompt { get; set; }

    [JsonPropertyName("max_tokens")]
    public int? MaxTokens { get; set; }

    [JsonPropertyName("min_tokens")]
    public int? MinTokens { get; set; }

    public double? Temperature { get; set; }

    [JsonPropertyName("top_k")]
    public int? TopK { get; set; }

    [JsonPropertyName("top_p")]
    public double? TopP { get; set; }

    [JsonPropertyName("min_p")]
    public double? MinP { get; set; }

    [JsonPropertyName("presence_penalty")]
    public double? PresencePenalty { get; set; }

    [JsonPropertyName("frequency_penalty")]
    public double? FrequencyPenalty { get; set; }

    [JsonPropertyName("logit_bias")]
    public Dictionary<string, double>? LogitBias { get; set; }

    public int? N { get; set; }

    [JsonPropertyName("best_of")]
    public int? BestOf { get; set; }

    [JsonConverter(typeof(OneOrMoreTexts))]
    public IReadOnlyList<string>? Stop { get; set; }

    public ulong? Seed { get; set; }

    public int? Logprobs { get; set; }

    public bool? Echo { get; set; }

    public bool? Stream { get; set; }

    [JsonPropertyName("stream_options")]
    public StreamOptions? StreamOptions { get; set; }

    public string? Session { get; set; }

    public string? User { get; set; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}

/// <summary>How a streamed answer is given.</summary>
internal sealed class StreamOptions
{
    [JsonPropertyName("include_usage")]
    public bool? IncludeUsage { get; set; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}
