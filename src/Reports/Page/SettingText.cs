using System.Text.Json;

namespace CharRnn.Reports;

/// <summary>Writes settings for people.</summary>
internal static class SettingText
{
    /// <summary>A name of config.json in words: <c>hidden size</c>.</summary>
    public static string Name(string name) => name.Replace('_', ' ');

    /// <summary>A value: yes and no for booleans, an en dash for null, JSON for what is not a text.</summary>
    public static string Value(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => "–",
        JsonValueKind.True => "yes",
        JsonValueKind.False => "no",
        JsonValueKind.String when value.GetString() is { Length: > 0 } text => text,
        _ => value.GetRawText(),
    };
}
