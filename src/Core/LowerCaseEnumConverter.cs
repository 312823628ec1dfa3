using System.Text.Json;
using System.Text.Json.Serialization;

namespace CharRnn;

/// <summary>Writes an enumeration's member in lower case; an unknown name is refused with the names that are allowed.</summary>
internal sealed class LowerCaseEnumConverter<T> : JsonConverter<T>
    where T : struct, Enum
{
    // Generic code over an enumeration is compiled for each of them, at every start of a process.
#pragma warning disable CA2263 // Prefer the generic overload
    private static readonly string[] Names = [.. Enum.GetNames(typeof(T)).Select(name => name.ToLowerInvariant())];

    /// <summary>The member of a name.</summary>
    /// <exception cref="JsonException">There is none.</exception>
    public static T Parse(JsonElement name) => Find(name.ValueKind == JsonValueKind.String ? name.GetString() : null, name.ValueKind);

    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Find(reader.TokenType == JsonTokenType.String ? reader.GetString() : null, reader.TokenType);

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString().ToLowerInvariant());

    private static T Find(string? given, object kind)
    {
        if (given is not null && Array.IndexOf(Names, given) >= 0)
        {
            return (T)Enum.Parse(typeof(T), given, ignoreCase: true);
        }

        string found = given is null ? $"a {kind}" : $"\"{given}\"";
        throw new JsonException($"{found} is not one of {string.Join(", ", Names)}");
    }
#pragma warning restore CA2263
}
