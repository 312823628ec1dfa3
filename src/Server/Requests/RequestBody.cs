using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace CharRnn.Server;

/// <summary>Reads JSON, and says what is wrong with it in the words of the request.</summary>
internal static class RequestBody
{
    /// <summary>Reads the body of a request.</summary>
    /// <exception cref="ApiException">It is no JSON, or not of the type.</exception>
    public static async Task<T> ReadAsync<T>(HttpRequest request, JsonTypeInfo<T> type, CancellationToken cancellation)
        where T : class
    {
        if (!IsJson(request))
        {
            string given = request.ContentType is { } contentType ? VisibleText.Line(contentType, 80) : "missing";
            throw new ApiException(StatusCodes.Status415UnsupportedMediaType, $"The Content-Type is {given}; must be application/json, in UTF-8.");
        }

        try
        {
            return await JsonSerializer.DeserializeAsync(request.Body, type, cancellation) ?? throw NotAnObject();
        }
        catch (JsonException exception)
        {
            throw Explain(exception, type, firstLine: 1);
        }
    }

    /// <summary>Reads a line of the body.</summary>
    /// <param name="line">The line.</param>
    /// <param name="number">Its number in the body; the first is 1.</param>
    /// <param name="type">What it holds.</param>
    /// <exception cref="ApiException">It is no JSON, or not of the type.</exception>
    public static T Read<T>(ReadOnlySpan<byte> line, long number, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(line, type) ?? throw NotAnObject();
        }
        catch (JsonException exception)
        {
            throw Explain(exception, type, number);
        }
    }

    private static ApiException Explain(JsonException exception, JsonTypeInfo type, long firstLine)
    {
        string path = exception.Path is ['$', '.', .. string field] ? VisibleText.Line(field, 80) : "";
        return Find(type, path) is { } found ? ApiException.BadRequest($"{path} cannot be read; must be {JsonKind.Of(found.Property)}, and stand once.", found.Name)
            : exception.BytePositionInLine is null ? NotAnObject()
            : ApiException.BadRequest($"The JSON is wrong at line {firstLine + exception.LineNumber}, byte {exception.BytePositionInLine + 1}; must be one object, in which no name stands twice.");
    }

    /// <summary>Returns the innermost property that a path leads to, and its name from the outermost.</summary>
    private static (JsonPropertyInfo Property, string Name)? Find(JsonTypeInfo type, string path)
    {
        if (type.Properties.FirstOrDefault(property => IsIn(path, property.Name)) is not { } outer)
        {
            return null;
        }

        bool isObject = path.Length > outer.Name.Length && ServerJson.Default.GetTypeInfo(outer.PropertyType) is { Kind: JsonTypeInfoKind.Object };
        return isObject && Find(ServerJson.Default.GetTypeInfo(outer.PropertyType)!, path[(outer.Name.Length + 1)..]) is { } inner
            ? (inner.Property, $"{outer.Name}.{inner.Name}")
            : (outer, outer.Name);
    }

    private static bool IsIn(string path, string name) =>
        path.StartsWith(name, StringComparison.Ordinal) && (path.Length == name.Length || path[name.Length] is '.' or '[');

    private static ApiException NotAnObject() => ApiException.BadRequest("The JSON is no object; must be one.");

    private static bool IsJson(HttpRequest request) =>
        request.HasJsonContentType() && request.GetTypedHeaders().ContentType is { Charset: var charset } && (!charset.HasValue || charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase));
}
