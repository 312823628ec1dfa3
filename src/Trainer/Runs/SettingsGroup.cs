using System.Text.Json;

namespace CharRnn.Trainer;

/// <summary>A group of a run's settings, as config.json has them; a newer version may have others than this one.</summary>
/// <param name="Name">The group's name in the file, as <c>training</c>.</param>
/// <param name="Settings">The settings' names in the file, as <c>hidden_size</c>, and their values.</param>
public sealed record SettingsGroup(string Name, IReadOnlyList<KeyValuePair<string, JsonElement>> Settings);
