using System.Text.Json;
using System.Text.Json.Serialization;

namespace CharRnn;

/// <summary>
/// The three documents that travel with a model, in the weights file's header and in the ONNX file's metadata alike.
/// </summary>
public sealed record ModelMetadata
{
    /// <summary>Key of the model's description.</summary>
    public const string DescriptionKey = "charrnn.description";

    /// <summary>Key of the vocabulary.</summary>
    public const string VocabularyKey = "charrnn.vocabulary";

    /// <summary>Key of the training record.</summary>
    public const string TrainingKey = "charrnn.training";

    /// <summary>Bundles the documents after checking that they agree.</summary>
    /// <exception cref="InvalidModelException">A value is out of range, or the documents contradict each other.</exception>
    public ModelMetadata(ModelDescription description, Vocabulary vocabulary, TrainingRecord training, string source = "The model")
    {
        ArgumentNullException.ThrowIfNull(description);
        ArgumentNullException.ThrowIfNull(vocabulary);
        ArgumentNullException.ThrowIfNull(training);
        List<string> problems = [.. description.FindProblems()];
        if (description.VocabularySize != vocabulary.Size)
        {
            problems.Add($"vocabulary_size is {description.VocabularySize}, but the vocabulary has {vocabulary.Size} symbols");
        }

        if (problems.Count == 0 && vocabulary.FindId(description.Start) is null)
        {
            problems.Add($"the start character {CharacterName.Of(description.Start)} is not in the vocabulary");
        }

        if (problems.Count > 0)
        {
            throw new InvalidModelException($"{source} has a bad {DescriptionKey}: {string.Join("; ", problems)}.");
        }

        Description = description;
        Vocabulary = vocabulary;
        Training = training;
    }

    /// <summary>What the model is.</summary>
    public ModelDescription Description { get; }

    /// <summary>The characters that it knows.</summary>
    public Vocabulary Vocabulary { get; }

    /// <summary>How it was made.</summary>
    public TrainingRecord Training { get; }

    /// <summary>Id of the start character.</summary>
    public int StartId => Vocabulary.FindId(Description.Start)!.Value;

    /// <summary>The documents as JSON texts by key.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> ToDocuments() =>
    [
        new(DescriptionKey, JsonSerializer.Serialize(Description, DocumentsJson.Default.ModelDescription)),
        new(VocabularyKey, JsonSerializer.Serialize(Vocabulary.ToDocument(), DocumentsJson.Default.VocabularyDocument)),
        new(TrainingKey, JsonSerializer.Serialize(Training, DocumentsJson.Default.TrainingRecord)),
    ];

    /// <summary>The documents as one JSON object, for hosts that cannot read a model file's metadata.</summary>
    public string ToJson()
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter writer = new(stream, new JsonWriterOptions { Indented = true }))
        {
            writer.WriteStartObject();
            foreach ((string key, string document) in ToDocuments())
            {
                writer.WritePropertyName(key);
                writer.WriteRawValue(document);
            }

            writer.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }

    /// <summary>Reads the documents from a file's metadata.</summary>
    /// <param name="documents">JSON texts by key; other keys are ignored.</param>
    /// <param name="source">The file, for messages.</param>
    /// <exception cref="InvalidModelException">A document is missing, damaged, of a newer format, or contradicts another.</exception>
    public static ModelMetadata FromDocuments(IReadOnlyDictionary<string, string> documents, string source)
    {
        ArgumentNullException.ThrowIfNull(documents);
        ModelDescription description = DocumentReader.Read(Require(documents, DescriptionKey, source), DescriptionKey, source, document =>
        {
            CheckFormat(DocumentReader.ReadFormat(document), source);
            return DocumentReader.ReadDescription(document);
        });
        VocabularyDocument vocabulary = DocumentReader.Read(Require(documents, VocabularyKey, source), VocabularyKey, source, DocumentReader.ReadVocabulary);
        TrainingRecord training = documents.TryGetValue(TrainingKey, out string? record)
            ? DocumentReader.Read(record, TrainingKey, source, DocumentReader.ReadTraining)
            : new TrainingRecord();
        return new ModelMetadata(description, Vocabulary.FromDocument(vocabulary, source), training, source);
    }

    private static string Require(IReadOnlyDictionary<string, string> documents, string key, string source) =>
        documents.TryGetValue(key, out string? document)
            ? document
            : throw new InvalidModelException($"{source} has no {key} in its metadata, so it is not a file that CharRnn wrote.");

    // A newer format may have changed anything else, so its number is looked at before the rest is understood.
    private static void CheckFormat(int format, string source)
    {
        if (format > ModelDescription.CurrentFormat)
        {
            throw new InvalidModelException(
                $"{source} has format {format}; this version of CharRnn reads up to format {ModelDescription.CurrentFormat}. Use a newer CharRnn.");
        }

        if (format < 1)
        {
            throw new InvalidModelException($"{source} has format {format}; the first format is 1.");
        }
    }
}

/// <summary>The JSON form of a <see cref="Vocabulary"/>.</summary>
internal sealed record VocabularyDocument
{
    public required Tokenization Tokenization { get; init; }

    public int? Unknown { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Symbols { get; init; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    Converters =
    [
        typeof(LowerCaseEnumConverter<Cell>),
        typeof(LowerCaseEnumConverter<Nonlinearity>),
        typeof(LowerCaseEnumConverter<TextUnit>),
        typeof(LowerCaseEnumConverter<Precision>),
        typeof(LowerCaseEnumConverter<Tokenization>),
    ])]
[JsonSerializable(typeof(ModelDescription))]
[JsonSerializable(typeof(TrainingRecord))]
[JsonSerializable(typeof(VocabularyDocument))]
internal sealed partial class DocumentsJson : JsonSerializerContext;
