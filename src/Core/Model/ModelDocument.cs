using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace CharRnn;

/// <summary>Reads the JSON documents that travel with a model. An error names the field, what was given and what is allowed.</summary>
internal static class ModelDocument
{
    private const int MaximumLength = 16 * 1024 * 1024;
    private const int MaximumShown = 40;

    private static readonly JsonDocumentOptions Options = new() { AllowDuplicateProperties = false };

    /// <summary>Reads a document.</summary>
    /// <param name="json">The document.</param>
    /// <param name="key">Its key in the file's metadata, for messages.</param>
    /// <param name="source">The file, for messages.</param>
    /// <param name="type">How the document is read.</param>
    /// <param name="readUsual">Reads a document that has nothing unusual; the serializer reads what it returns null for.</param>
    /// <param name="check">Called with the document before its fields are read.</param>
    /// <exception cref="InvalidModelException">The document is not sound JSON, or a field is missing or has a value of another kind.</exception>
    public static T Read<T>(string json, string key, string source, Func<JsonTypeInfo<T>> type, Func<JsonElement, T?>? readUsual = null, Action<JsonElement>? check = null)
        where T : class
    {
        try
        {
            if (json.Length > MaximumLength)
            {
                throw new JsonException($"it is {json.Length} characters long; at most {MaximumLength} are read");
            }

            using JsonDocument document = Parse(Encoding.UTF8.GetBytes(json));
            check?.Invoke(document.RootElement);
            return readUsual?.Invoke(document.RootElement) ?? Read(document.RootElement, type());
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new InvalidModelException($"{source} has a bad {key}: {exception.Message.TrimEnd('.')}.", exception);
        }
    }

    /// <summary>Parses a document.</summary>
    /// <exception cref="JsonException">It is not sound JSON, or names a field twice.</exception>
    /// <exception cref="InvalidOperationException">A text in it has a lone surrogate: so System.Text.Json reports one.</exception>
    public static JsonDocument Parse(byte[] utf8)
    {
        JsonDocument document = JsonDocument.Parse(utf8, Options);
        CheckTexts(document.RootElement);
        return document;
    }

    /// <summary>Reads a document that is parsed already.</summary>
    /// <exception cref="JsonException">A field is missing or has a value of another kind.</exception>
    public static T Read<T>(JsonElement document, JsonTypeInfo<T> type)
    {
        if (document.ValueKind != JsonValueKind.Object)
        {
            throw new JsonException($"it is {Show(document)}; must be an object");
        }

        try
        {
            return document.Deserialize(type)!;
        }
        catch (JsonException exception) when (FindProblem("it", document, type) is { } problem)
        {
            throw new JsonException(problem, exception);
        }
    }

    // A field that this version does not know is kept as it is, and a lone surrogate in it could not be written again.
    private static void CheckTexts(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                _ = value.GetString();
                break;
            case JsonValueKind.Array:
                foreach (JsonElement element in value.EnumerateArray())
                {
                    CheckTexts(element);
                }

                break;
            case JsonValueKind.Object:
                foreach (JsonProperty property in value.EnumerateObject())
                {
                    _ = property.Name;
                    CheckTexts(property.Value);
                }

                break;
        }
    }

    // The serializer's own messages speak of .NET types and do not say what is allowed. This looks for the value that it refused.
    private static string? FindProblem(string name, JsonElement value, JsonTypeInfo type)
    {
        if (type.Kind == JsonTypeInfoKind.Object && value.ValueKind == JsonValueKind.Object)
        {
            foreach (JsonPropertyInfo property in type.Properties)
            {
                string? problem = !value.TryGetProperty(property.Name, out JsonElement field)
                    ? property.IsRequired ? $"{name} has no {property.Name}" : null
                    : field.ValueKind == JsonValueKind.Null && !property.IsSetNullable
                    ? $"{property.Name} is null; must be {Allowed(property.PropertyType)}"
                    : FindProblem(property.Name, field, type.Options.GetTypeInfo(property.PropertyType));
                if (problem is not null)
                {
                    return problem;
                }
            }

            return null;
        }

        if (type.ElementType is { } elementType && value.ValueKind == JsonValueKind.Array)
        {
            return value.EnumerateArray().Select((element, i) => FindElementProblem($"{name}[{i}]", element, type.Options.GetTypeInfo(elementType)))
                .FirstOrDefault(problem => problem is not null);
        }

        return IsReadable(value, type) ? null : $"{name} is {Show(value)}; must be {Allowed(type.Type)}";
    }

    private static string? FindElementProblem(string name, JsonElement element, JsonTypeInfo type) =>
        element.ValueKind == JsonValueKind.Null ? $"{name} is null; must be {Allowed(type.Type)}" : FindProblem(name, element, type);

    private static bool IsReadable(JsonElement value, JsonTypeInfo type)
    {
        try
        {
            _ = value.Deserialize(type);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static string Allowed(Type type) => (Nullable.GetUnderlyingType(type) ?? type) switch
    {
        { IsEnum: true } names => $"one of {string.Join(", ", LowerCaseName.All(names))}",
        { } number when number == typeof(int) => "a whole number of 32 bits",
        { } number when number == typeof(long) || number == typeof(ulong) => "a whole number of 64 bits",
        { } number when number == typeof(double) => "a number",
        { } boolean when boolean == typeof(bool) => "true or false",
        { } text when text == typeof(string) => "a text",
        { } array when array.IsAssignableTo(typeof(System.Collections.IEnumerable)) => "an array",
        _ => "an object",
    };

    private static string Show(JsonElement value) => value.GetRawText() is { Length: <= MaximumShown } text ? text : $"a long {value.ValueKind}";
}
