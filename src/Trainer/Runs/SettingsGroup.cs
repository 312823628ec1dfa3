using System.Text.Json;

namespace CharRnn.Trainer;

/// <summary>A group of settings in config.json. Another version can have other settings.</summary>
/// <param name="Name">The name of the group in the file, such as <c>training</c>.</param>
/// <param name="Settings">The names of the settings in the file, such as <c>hidden_size</c>, and their values.</param>
public sealed record SettingsGroup(string Name, IReadOnlyList<KeyValuePair<string, JsonElement>> Settings);
