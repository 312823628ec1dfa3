using System.Text.Json;
using CharRnn.Trainer;

namespace CharRnn.Reports;

/// <summary>What a loss is an average over.</summary>
internal static class TokenName
{
    /// <summary>The name of what a run counts: a byte, a word or a character, one of an answer, or a label.</summary>
    public static string Of(IReadOnlyList<SettingsGroup> settings)
    {
        Dictionary<string, string?> corpus = settings.Where(group => group.Name == "corpus").SelectMany(group => group.Settings)
            .GroupBy(setting => setting.Key).ToDictionary(same => same.Key, same => TextOf(same.Last().Value));
        string token = corpus.GetValueOrDefault("tokenization") switch
        {
            "bytes" => "byte",
            "words" => "word",
            _ => "character",
        };
        return ModelTasks.CountedName(TaskOf(corpus), token);
    }

    private static ModelTask TaskOf(Dictionary<string, string?> corpus) => corpus.GetValueOrDefault("target_corpus") is not null ? ModelTask.Tag
        : corpus.GetValueOrDefault("class_column") is not null ? ModelTask.Classify
        : corpus.GetValueOrDefault("answer_after") is not null ? ModelTask.Answer
        : ModelTask.Text;

    private static string? TextOf(JsonElement value) => value.ValueKind == JsonValueKind.Null ? null : value.ToString();
}
