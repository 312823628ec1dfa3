using System.Text.Json;
using System.Text.Json.Serialization;

namespace CharRnn;

/// <summary>The spelling of enumerations in files and on the command line: names in lower case, such as <c>lstm</c>.</summary>
internal static class LowerCaseName
{
    /// <summary>Gets the name of a value.</summary>
    public static string Of(Enum value) => value.ToString().ToLowerInvariant();

    /// <summary>Gets the names of an enumeration, in the order of their values.</summary>
    public static string[] All(Type enumeration) => Array.ConvertAll(Enum.GetNames(enumeration), name => name.ToLowerInvariant());

    /// <summary>Gets the value of a name in any case, as earlier versions wrote them; null if no value has it.</summary>
    public static object? Find(Type enumeration, string? text)
    {
        foreach (string name in Enum.GetNames(enumeration))
        {
            if (string.Equals(name, text, StringComparison.OrdinalIgnoreCase))
            {
                return Enum.Parse(enumeration, name);
            }
        }

        return null;
    }
}

/// <summary>Writes and reads an enumeration by <see cref="LowerCaseName"/>.</summary>
/// <remarks>
/// <see cref="JsonStringEnumConverter{TEnum}"/> also accepts several names, <c>gru,rnn</c>, whose sum is no value of the enumeration, and
/// compiles twice as much code when a process starts.
/// </remarks>
internal sealed class LowerCaseNameConverter<T> : JsonConverter<T>
    where T : struct, Enum
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && LowerCaseName.Find(typeToConvert, reader.GetString()) is T value ? value : throw new JsonException();

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        writer.WriteStringValue(LowerCaseName.Of(value));
}
