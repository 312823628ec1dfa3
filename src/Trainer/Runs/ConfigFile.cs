using System.Text.Json;
using System.Text.Json.Serialization;

namespace CharRnn.Trainer;

/// <summary>config.json: the format and the options of a run.</summary>
internal static class ConfigFile
{
    private const int MaximumLength = 1024 * 1024; // bytes

    /// <summary>Writes the file.</summary>
    public static void Save(string path, RunConfig config) =>
        AtomicFile.Write(path, stream => JsonSerializer.Serialize(stream, config, RunJson.Default.RunConfig));

    /// <summary>Reads the options.</summary>
    /// <exception cref="InvalidModelException">The file is damaged, or an option is out of range.</exception>
    public static RunConfig Read(string path)
    {
        try
        {
            RunConfig config = JsonSerializer.Deserialize(File.ReadAllBytes(path), RunJson.Default.RunConfig)
                ?? throw new JsonException("it is null.");
            List<string> problems = [];
            config.Corpus.FindProblems(problems);
            config.Training.FindProblems(problems);
            InvalidOptionsException.ThrowIfAny(problems);
            return config;
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException or InvalidOptionsException)
        {
            throw Damaged(path, exception);
        }
    }

    /// <summary>Reads the format of the run.</summary>
    /// <exception cref="InvalidModelException">The file is damaged.</exception>
    public static int ReadFormat(string path)
    {
        try
        {
            using JsonDocument config = JsonDocument.Parse(File.ReadAllBytes(path));
            return config.RootElement.GetProperty("format").GetInt32();
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or IOException)
        {
            throw Damaged(path, exception);
        }
    }

    /// <summary>Reads the settings of any version. Every object in the file is a group.</summary>
    /// <exception cref="InvalidModelException">The file is not a JSON object, or is too long.</exception>
    public static IReadOnlyList<SettingsGroup> ReadGroups(string path)
    {
        try
        {
            using JsonDocument config = JsonDocument.Parse(RunFile.Read(path, MaximumLength));
            return
            [
                .. config.RootElement.Clone().EnumerateObject()
                    .Where(group => group.Value.ValueKind == JsonValueKind.Object)
                    .Select(group => new SettingsGroup(group.Name, [.. group.Value.EnumerateObject().Select(setting => KeyValuePair.Create(setting.Name, setting.Value))])),
            ];
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw Damaged(path, exception);
        }
    }

    /// <summary>Returns whether a file is the config.json of a run, of any version.</summary>
    public static bool IsOne(string path)
    {
        try
        {
            using JsonDocument config = JsonDocument.Parse(RunFile.Read(path, MaximumLength));
            return config.RootElement is { ValueKind: JsonValueKind.Object } root
                && root.TryGetProperty("format", out JsonElement format) && format.ValueKind == JsonValueKind.Number
                && root.TryGetProperty("corpus", out JsonElement corpus) && corpus.ValueKind == JsonValueKind.Object
                && root.TryGetProperty("training", out JsonElement training) && training.ValueKind == JsonValueKind.Object;
        }
        catch (Exception exception) when (exception is JsonException or CharRnnException)
        {
            return false;
        }
    }

    private static InvalidModelException Damaged(string path, Exception exception) => new($"{path} is damaged: {exception.Message}", exception);
}

internal sealed record RunConfig(int Format, CorpusOptions Corpus, TrainingOptions Training);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    WriteIndented = true,
    Converters =
    [
        typeof(LowerCaseNameConverter<Cell>),
        typeof(LowerCaseNameConverter<Nonlinearity>),
        typeof(LowerCaseNameConverter<TextUnit>),
        typeof(LowerCaseNameConverter<Tokenization>),
        typeof(LowerCaseNameConverter<Initialization>),
        typeof(LowerCaseNameConverter<LearningRateSchedule>),
        typeof(LowerCaseNameConverter<OptimizerKind>),
        typeof(LowerCaseNameConverter<ScheduledSampling>),
    ])]
[JsonSerializable(typeof(RunConfig))]
internal sealed partial class RunJson : JsonSerializerContext;
