using System.Text.Json.Serialization.Metadata;

namespace CharRnn.Server;

/// <summary>Names the JSON values that a property takes.</summary>
internal static class JsonKind
{
    public static string Of(JsonPropertyInfo property) => Of(Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType);

    private static string Of(Type type) =>
        type == typeof(int) ? $"a whole number up to {int.MaxValue}"
        : type == typeof(ulong) ? $"a whole number from 0 to {ulong.MaxValue}"
        : type == typeof(double) ? "a number"
        : type == typeof(bool) ? "true or false"
        : type == typeof(string) ? "a string"
        : type == typeof(IReadOnlyList<string>) ? "a string or an array of strings"
        : type == typeof(Dictionary<string, double>) ? "an object of numbers"
        : "an object";
}
