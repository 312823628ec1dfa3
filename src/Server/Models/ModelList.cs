using System.Text.Json.Serialization;

namespace CharRnn.Server;

/// <summary>The answer of <c>GET /v1/models</c>.</summary>
/// <param name="Object">Always list.</param>
/// <param name="Data">The models.</param>
internal sealed record ModelList(string Object, IReadOnlyList<ModelCard> Data);

/// <summary>A model that is served.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Object">Always model.</param>
/// <param name="Created">When the server started, in seconds since 1970.</param>
/// <param name="OwnedBy">Always charrnn.</param>
/// <param name="MaxTokens">The most characters, or words, that a request can ask for.</param>
internal sealed record ModelCard(
    string Id, string Object, long Created, [property: JsonPropertyName("owned_by")] string OwnedBy, [property: JsonPropertyName("max_tokens")] int MaxTokens);
