using System.Text.Json.Serialization;

namespace CharRnn.Server;

/// <summary>An error, in the shape of OpenAI's API.</summary>
internal sealed record ErrorResponse(ApiError Error);

/// <summary>What went wrong.</summary>
/// <param name="Message">A sentence: what was given and what is allowed.</param>
/// <param name="Type">invalid_request_error where the request is at fault, server_error where the server is.</param>
/// <param name="Param">The field that is wrong, or null.</param>
/// <param name="Code">A name for programs, or null.</param>
internal sealed record ApiError(
    string Message,
    string Type,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Param,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Code);
