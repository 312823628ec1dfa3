using System.Text.Json;
using CharRnn.Trainer;

namespace CharRnn.Reports;

/// <summary>What a loss is an average over.</summary>
internal static class TokenName
{
    /// <summary>The name of a token of a run: a byte, a word or a character.</summary>
    public static string Of(IReadOnlyList<SettingsGroup> settings) => settings
        .Where(group => group.Name == "corpus").SelectMany(group => group.Settings)
        .Where(setting => setting is { Key: "tokenization", Value.ValueKind: JsonValueKind.String }).Select(setting => setting.Value.GetString()).LastOrDefault() switch
    {
        "bytes" => "byte",
        "words" => "word",
        _ => "character",
    };
}
