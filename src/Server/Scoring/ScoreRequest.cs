using System.Text.Json;
using System.Text.Json.Serialization;

namespace CharRnn.Server;

/// <summary>The body of <c>POST /v1/score</c>: a text, or texts.</summary>
internal sealed class ScoreRequest
{
    public string? Model { get; set; }

    public string? Text { get; set; }

    [JsonConverter(typeof(OneOrMoreTexts))]
    public IReadOnlyList<string>? Texts { get; set; }

    public bool? Surprisals { get; set; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}

/// <summary>A line of <c>POST /v1/score</c>.</summary>
internal sealed class ScoreLine
{
    public string? Text { get; set; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}
