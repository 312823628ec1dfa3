using System.Text.Json;
using System.Text.Json.Serialization;

namespace CharRnn;

/// <summary>Writes an enumeration's member in lower case; an unknown name is refused with the names that are allowed.</summary>
internal sealed class LowerCaseEnumConverter<T> : JsonConverter<T>
    where T : struct, Enum
{
    private static readonly (string Name, T Value)[] Members =
        [.. Enum.GetValues<T>().Select(value => (value.ToString().ToLowerInvariant(), value))];

    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        string? given = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
        foreach ((string name, T value) in Members)
        {
            if (name == given)
            {
                return value;
            }
        }

        string found = given is null ? $"a {reader.TokenType}" : $"\"{given}\"";
        throw new JsonException($"{found} is not one of {string.Join(", ", Members.Select(member => member.Name))}");
    }

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString().ToLowerInvariant());
}
