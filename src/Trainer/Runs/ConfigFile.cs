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
    /// <exception cref="InvalidModelException">It cannot be read, is damaged, or an option is out of range.</exception>
    public static RunConfig Read(string path) => Read(path, root =>
    {
        RunConfig config = ModelDocument.Read(root, RunJson.Default.RunConfig);
        InvalidOptionsException.ThrowIfAny(config.Corpus.FindProblems, config.Training.FindProblems);
        return config;
    });

    /// <summary>Reads the format of the run.</summary>
    /// <exception cref="InvalidModelException">It cannot be read, or is damaged.</exception>
    public static int ReadFormat(string path) => Read(path, root => root.GetProperty("format").GetInt32());

    /// <summary>Reads the settings of any version: every object in the file is a group.</summary>
    /// <exception cref="InvalidModelException">It cannot be read, or is damaged.</exception>
    public static IReadOnlyList<SettingsGroup> ReadGroups(string path) => Read(path, root => root.Clone().EnumerateObject()
        .Where(group => group.Value.ValueKind == JsonValueKind.Object)
        .Select(group => new SettingsGroup(group.Name, [.. group.Value.EnumerateObject().Select(setting => KeyValuePair.Create(setting.Name, setting.Value))]))
        .ToArray());

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

    private static T Read<T>(string path, Func<JsonElement, T> read)
    {
        try
        {
            using JsonDocument config = ModelDocument.Parse(RunFile.Read(path, MaximumLength));
            return read(config.RootElement);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or InvalidOptionsException)
        {
            throw new InvalidModelException($"{path} is damaged: {exception.Message.TrimEnd('.')}.", exception);
        }
    }
}

internal sealed record RunConfig
{
    public required int Format { get; init; }

    public required CorpusOptions Corpus { get; init; }

    public required TrainingOptions Training { get; init; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    WriteIndented = true,
    RespectNullableAnnotations = true,
    Converters =
    [
        typeof(LowerCaseNameConverter<Cell>),
        typeof(LowerCaseNameConverter<Nonlinearity>),
        typeof(LowerCaseNameConverter<TextUnit>),
        typeof(LowerCaseNameConverter<Tokenization>),
        typeof(LowerCaseNameConverter<Initialization>),
        typeof(LowerCaseNameConverter<FrozenWeights>),
        typeof(LowerCaseNameConverter<LearningRateSchedule>),
        typeof(LowerCaseNameConverter<OptimizerKind>),
        typeof(LowerCaseNameConverter<ScheduledSampling>),
    ])]
[JsonSerializable(typeof(RunConfig))]
internal sealed partial class RunJson : JsonSerializerContext;
