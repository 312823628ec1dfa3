using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CharRnn.Server.Tests;

/// <summary>Requests as JSON.</summary>
internal static class Requests
{
    private static readonly JsonSerializerOptions Raw = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>An object as JSON, with the model docs unless it names one.</summary>
    public static string Json(object request)
    {
        JsonObject json = JsonSerializer.SerializeToNode(request, Raw)!.AsObject();
        json.TryAdd("model", "docs");
        return json.ToJsonString(Raw);
    }

    /// <summary>A request with other fields, or with other values of the same.</summary>
    public static Dictionary<string, object?> With(object request, object others) => ((object[])[request, others])
        .SelectMany(part => part.GetType().GetProperties().Select(property => KeyValuePair.Create(property.Name, property.GetValue(part))))
        .GroupBy(pair => pair.Key, pair => pair.Value)
        .ToDictionary(group => group.Key, group => group.Last());

    public static JsonElement Choice(this JsonElement answer, int index = 0) => answer.GetProperty("choices")[index];

    public static string Text(this JsonElement answer, int index = 0) => answer.Choice(index).GetProperty("text").GetString()!;

    public static string? FinishReason(this JsonElement answer, int index = 0) => answer.Choice(index).GetProperty("finish_reason").GetString();

    public static JsonElement Error(this JsonElement answer) => answer.GetProperty("error");
}
