using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace CharRnn.Server;

/// <summary>Reads the JSON body of a request, and says what is wrong with it in the words of the request.</summary>
internal static class RequestBody
{
    /// <exception cref="ApiException">It is no JSON, or not of the type.</exception>
    public static async Task<T> ReadAsync<T>(HttpContext http, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        if (!IsJson(http.Request))
        {
            throw new ApiException(StatusCodes.Status415UnsupportedMediaType, $"The Content-Type is {http.Request.ContentType ?? "missing"}; must be application/json, in UTF-8.");
        }

        try
        {
            return await JsonSerializer.DeserializeAsync(http.Request.Body, type, cancellationToken) ?? throw NotAnObject();
        }
        catch (JsonException exception)
        {
            throw Explain(exception, type);
        }
    }

    /// <summary>Explains what is wrong with a value of a type.</summary>
    public static ApiException Explain(JsonException exception, JsonTypeInfo type)
    {
        string path = exception.Path is { Length: > 2 } given ? given[2..] : ""; // without "$."
        JsonPropertyInfo? property = type.Properties.FirstOrDefault(property => path == property.Name || path.StartsWith(property.Name + "[", StringComparison.Ordinal) || path.StartsWith(property.Name + ".", StringComparison.Ordinal));
        return property is not null ? ApiException.BadRequest($"{path} has a value of another kind; must be {JsonKind.Of(property)}.", property.Name)
            : path.Length == 0 && exception.LineNumber is null ? NotAnObject()
            : ApiException.BadRequest($"The body is not valid JSON at line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}; must be one JSON object.");
    }

    private static ApiException NotAnObject() => ApiException.BadRequest("The body is not a JSON object; must be one.");

    private static bool IsJson(HttpRequest request) =>
        request.HasJsonContentType() && (request.GetTypedHeaders().ContentType?.Charset.Value is null or "" || request.GetTypedHeaders().ContentType!.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase));
}
