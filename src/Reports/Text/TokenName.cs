using System.Text.Json;
using CharRnn.Trainer;

namespace CharRnn.Reports;

/// <summary>What a loss is an average over.</summary>
internal static class TokenName
{
    /// <summary>The name of one: a byte, a word or a character, or one of an answer.</summary>
    public static string Of(IReadOnlyList<SettingsGroup> settings)
    {
        string token = Text("tokenization") switch
        {
            "bytes" => "byte",
            "words" => "word",
            _ => "character",
        };
        return ModelTasks.CountedName(Text("answer_after") is null ? ModelTask.Text : ModelTask.Answer, token);

        string? Text(string key) => settings.Where(group => group.Name == "corpus").SelectMany(group => group.Settings)
            .Where(setting => setting.Key == key && setting.Value.ValueKind == JsonValueKind.String).Select(setting => setting.Value.GetString()).LastOrDefault();
    }
}
