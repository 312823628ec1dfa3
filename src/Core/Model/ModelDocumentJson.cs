using System.Text.Json.Serialization;

namespace CharRnn;

/// <summary>How the documents are read and written: snake case, enumerations by their names in lower case.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    Converters =
    [
        typeof(LowerCaseNameConverter<ModelTask>),
        typeof(LowerCaseNameConverter<Cell>),
        typeof(LowerCaseNameConverter<Nonlinearity>),
        typeof(LowerCaseNameConverter<TextUnit>),
        typeof(LowerCaseNameConverter<Precision>),
        typeof(LowerCaseNameConverter<Tokenization>),
    ])]
[JsonSerializable(typeof(ModelDescription))]
[JsonSerializable(typeof(TrainingRecord))]
[JsonSerializable(typeof(VocabularyDocument))]
[JsonSerializable(typeof(LabelsDocument))]
internal sealed partial class ModelDocumentJson : JsonSerializerContext;

/// <summary>The JSON form of a <see cref="Vocabulary"/>.</summary>
internal sealed record VocabularyDocument
{
    public required Tokenization Tokenization { get; init; }

    public long? Unknown { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Symbols { get; init; }
}

/// <summary>The labels that a model gives, by their ids.</summary>
internal sealed record LabelsDocument
{
    public required IReadOnlyList<string> Labels { get; init; }
}
