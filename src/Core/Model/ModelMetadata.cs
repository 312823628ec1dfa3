using System.Text.Json;

namespace CharRnn;

/// <summary>
/// The documents that travel with a model, in the header of a weights file and in the metadata of an ONNX file.
/// </summary>
public sealed record ModelMetadata
{
    /// <summary>The key of the model's description.</summary>
    public const string DescriptionKey = "charrnn.description";

    /// <summary>The key of the vocabulary.</summary>
    public const string VocabularyKey = "charrnn.vocabulary";

    /// <summary>The key of the training record.</summary>
    public const string TrainingKey = "charrnn.training";

    /// <summary>The key of the labels, which only a model that gives labels has.</summary>
    public const string LabelsKey = "charrnn.labels";

    /// <summary>The most UTF-16 units of a label.</summary>
    internal const int MaximumLabelLength = 200;

    /// <summary>Combines the documents after checking that they agree.</summary>
    /// <exception cref="InvalidModelException">A value is out of range, or the documents contradict each other.</exception>
    public ModelMetadata(ModelDescription description, Vocabulary vocabulary, TrainingRecord training, string source = "The model", IReadOnlyList<string>? labels = null)
    {
        ArgumentNullException.ThrowIfNull(description);
        ArgumentNullException.ThrowIfNull(vocabulary);
        ArgumentNullException.ThrowIfNull(training);
        List<string> problems = [.. description.FindProblems()];
        if (description.VocabularySize != vocabulary.Size)
        {
            problems.Add($"vocabulary_size is {description.VocabularySize}, but the vocabulary has {vocabulary.Size} tokens");
        }

        if (problems.Count == 0 && vocabulary.FindId(description.Start) is null)
        {
            problems.Add($"the start character {CharacterName.Of(description.Start)} is not in the vocabulary");
        }

        if (description.AnswerAfter is { } separator && vocabulary.Encode(separator, UnknownPolicy.Skip).UnknownCount > 0)
        {
            problems.Add($"answer_after, \"{separator}\", has a character that is not in the vocabulary");
        }

        if (description.Task == ModelTask.Answer && description.FindLineEnd(vocabulary) is null)
        {
            problems.Add("task is answer, and the vocabulary has no newline, which ends an answer");
        }

        if (description.LabelCount != (labels?.Count ?? 0))
        {
            problems.Add($"label_count is {description.LabelCount}, but there are {labels?.Count ?? 0} labels");
        }

        if (problems.Count > 0)
        {
            throw new InvalidModelException($"{source} has a bad {DescriptionKey}: {string.Join("; ", problems)}.");
        }

        CheckLabels(labels ?? [], source);
        int format = description.FormatFor(vocabulary);
        Description = description.Format < format ? description with { Format = format } : description;
        Vocabulary = vocabulary;
        Training = training;
        Labels = labels ?? [];
    }

    /// <summary>Gets the architecture of the model.</summary>
    public ModelDescription Description { get; }

    /// <summary>Gets the characters that the model knows.</summary>
    public Vocabulary Vocabulary { get; }

    /// <summary>Gets the labels that the model gives, by their ids. A model that predicts tokens has none.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>Gets how the model was trained.</summary>
    public TrainingRecord Training { get; }

    /// <summary>Gets the token id of the start character.</summary>
    public int StartId => Vocabulary.FindId(Description.Start)!.Value;

    /// <summary>Returns the documents as JSON by key.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> ToDocuments() =>
    [
        new(DescriptionKey, JsonSerializer.Serialize(Description, ModelDocumentJson.Default.ModelDescription)),
        new(VocabularyKey, JsonSerializer.Serialize(Vocabulary.ToDocument(), ModelDocumentJson.Default.VocabularyDocument)),
        new(TrainingKey, JsonSerializer.Serialize(Training, ModelDocumentJson.Default.TrainingRecord)),
        .. Labels.Count == 0 ? [] : (KeyValuePair<string, string>[])[new(LabelsKey, JsonSerializer.Serialize(new LabelsDocument { Labels = Labels }, ModelDocumentJson.Default.LabelsDocument))],
    ];

    /// <summary>Returns the documents as one JSON object, for hosts that cannot read the metadata of a model file.</summary>
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
    /// <param name="documents">The documents as JSON by key. Other keys are ignored.</param>
    /// <param name="source">The file, for messages.</param>
    /// <exception cref="InvalidModelException">A document is missing, damaged, of a newer format, or contradicts another.</exception>
    public static ModelMetadata FromDocuments(IReadOnlyDictionary<string, string> documents, string source)
    {
        ArgumentNullException.ThrowIfNull(documents);
        ModelDescription description = ModelDocument.Read(
            Require(documents, DescriptionKey, source), DescriptionKey, source, () => ModelDocumentJson.Default.ModelDescription, UsualDocument.ReadDescription, document => CheckFormat(document, source));
        VocabularyDocument vocabulary = ModelDocument.Read(
            Require(documents, VocabularyKey, source), VocabularyKey, source, () => ModelDocumentJson.Default.VocabularyDocument, UsualDocument.ReadVocabulary);
        TrainingRecord training = documents.TryGetValue(TrainingKey, out string? record)
            ? ModelDocument.Read(record, TrainingKey, source, () => ModelDocumentJson.Default.TrainingRecord, UsualDocument.ReadTraining)
            : new TrainingRecord();
        IReadOnlyList<string>? labels = documents.TryGetValue(LabelsKey, out string? list)
            ? ModelDocument.Read(list, LabelsKey, source, () => ModelDocumentJson.Default.LabelsDocument).Labels
            : null;
        return new ModelMetadata(description, Vocabulary.FromDocument(vocabulary, source), training, source, labels);
    }

    /// <summary>Returns a document of a file's metadata.</summary>
    /// <exception cref="InvalidModelException">There is none of that key.</exception>
    internal static string Require(IReadOnlyDictionary<string, string> documents, string key, string source) =>
        documents.TryGetValue(key, out string? document)
            ? document
            : throw new InvalidModelException($"{source} has no {key} in its metadata, so CharRnn did not write it.");

    private static void CheckLabels(IReadOnlyList<string> labels, string source)
    {
        HashSet<string> known = [];
        for (int id = 0; id < labels.Count; id++)
        {
            string? problem = labels[id] is not { } label ? "is null; must be a text"
                : label.Length is 0 or > MaximumLabelLength ? $"has {label.Length} characters; must have 1 to {MaximumLabelLength}"
                : !known.Add(label) ? "is there twice"
                : null;
            if (problem is not null)
            {
                throw new InvalidModelException($"{source} has a bad {LabelsKey}: label {id} {problem}.");
            }
        }
    }

    // A newer format may have changed any other field, so the number is checked before the rest is read.
    private static void CheckFormat(JsonElement description, string source)
    {
        if (description.ValueKind != JsonValueKind.Object || !description.TryGetProperty("format", out JsonElement field)
            || field.ValueKind != JsonValueKind.Number || !field.TryGetInt32(out int format))
        {
            return; // reading the whole document reports what is wrong
        }

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
