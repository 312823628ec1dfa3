using System.Text.Json;
using System.Text.Json.Serialization;

namespace CharRnn.Server;

/// <summary>The body of <c>POST /v1/completions</c>. A token is a character. Null is the default.</summary>
internal sealed class CompletionRequest
{
    public string? Model { get; set; }

    [JsonConverter(typeof(OneOrMoreTexts))]
    public IReadOnlyList<string>? Prompt { get; set; }

    public int? MaxTokens { get; set; }

    public int? MinTokens { get; set; }

    public double? Temperature { get; set; }

    public int? TopK { get; set; }

    public double? TopP { get; set; }

    public double? MinP { get; set; }

    public double? PresencePenalty { get; set; }

    public double? FrequencyPenalty { get; set; }

    public Dictionary<string, double>? LogitBias { get; set; }

    public int? N { get; set; }

    public int? BestOf { get; set; }

    [JsonConverter(typeof(OneOrMoreTexts))]
    public IReadOnlyList<string>? Stop { get; set; }

    public ulong? Seed { get; set; }

    public int? Logprobs { get; set; }

    public bool? Echo { get; set; }

    public bool? Stream { get; set; }

    public StreamOptions? StreamOptions { get; set; }

    public string? User { get; set; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}

/// <summary>How a streamed answer is given.</summary>
internal sealed class StreamOptions
{
    public bool? IncludeUsage { get; set; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}
