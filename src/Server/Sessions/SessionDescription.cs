using System.Text.Json;
using System.Text.Json.Serialization;
using CharRnn.Orleans;

namespace CharRnn.Server;

/// <summary>A session.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Object">Always session.</param>
/// <param name="Model">The name of its model.</param>
/// <param name="Characters">How many characters it has, of prompts and of generated texts.</param>
/// <param name="Requests">How many requests it has served.</param>
/// <param name="Created">When it began, in seconds since 1970.</param>
/// <param name="Expires">When it ends unless it is used before, in seconds since 1970.</param>
internal sealed record SessionDescription(string Id, string Object, string Model, long Characters, long Requests, long Created, long Expires)
{
    public static SessionDescription Of(string id, SessionInfo info) =>
        new(id, "session", info.Model, info.Characters, info.Requests, info.Created.ToUnixTimeSeconds(), info.Expires.ToUnixTimeSeconds());
}

/// <summary>The body of <c>POST /v1/sessions/{id}/fork</c>.</summary>
internal sealed class ForkRequest
{
    /// <summary>Gets or sets the name of the copy; null is a fresh one.</summary>
    public string? Id { get; set; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}

/// <summary>The answer of <c>DELETE /v1/sessions/{id}</c>.</summary>
internal sealed record DeletedSession(string Id, string Object, bool Deleted);
