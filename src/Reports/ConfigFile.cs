using System.Text.Json;

namespace CharRnn.Reports;

/// <summary>A group of settings, as the file has them.</summary>
internal sealed record SettingsGroup(string Name, IReadOnlyList<(string Name, string Value)> Settings);

/// <summary>Reads config.json, whatever fields it has: every object in it is a group.</summary>
internal static class ConfigFile
{
    private const int MaximumLength = 1024 * 1024; // bytes

    /// <exception cref="CharRnnException">It is not a JSON object.</exception>
    public static IReadOnlyList<SettingsGroup> Read(RunFiles run)
    {
        try
        {
            using JsonDocument config = JsonDocument.Parse(run.Read(RunFiles.Config, MaximumLength));
            return
            [
                .. config.RootElement.EnumerateObject()
                    .Where(group => group.Value.ValueKind == JsonValueKind.Object)
                    .Select(group => new SettingsGroup(
                        Words(group.Name), [.. group.Value.EnumerateObject().Select(setting => (Words(setting.Name), Shown(setting.Value)))])),
            ];
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new CharRnnException($"{run.InFolder(RunFiles.Config)} is damaged: {exception.Message}", exception);
        }
    }

    private static string Words(string name) => name.Replace('_', ' ');

    private static string Shown(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => "–",
        JsonValueKind.True => "yes",
        JsonValueKind.False => "no",
        JsonValueKind.String when value.GetString() is { Length: > 0 } text => text,
        _ => value.GetRawText(),
    };
}
