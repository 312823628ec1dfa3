using System.Text.Json;

namespace CharRnn;

/// <summary>
/// Reads the documents' fields one by one. A serializer's code is generic and compiled when it is first used, which alone would
/// take a process that only wants to draw a character as long as all the rest of its start.
/// </summary>
internal static class DocumentReader
{
    private const int MaximumLength = 16 * 1024 * 1024;

    private static readonly JsonDocumentOptions Options = new() { AllowDuplicateProperties = false };

    /// <summary>Understands a document, and names it in the error where it is bad.</summary>
    /// <exception cref="InvalidModelException">It is damaged, or a field is missing or of another kind.</exception>
    public static T Read<T>(string json, string key, string source, Func<JsonElement, T> understand)
    {
        try
        {
            if (json.Length > MaximumLength)
            {
                throw new JsonException($"it is {json.Length} characters long; at most {MaximumLength} are read");
            }

            using JsonDocument document = JsonDocument.Parse(json, Options);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? understand(document.RootElement)
                : throw new JsonException($"it is {Shown(document.RootElement)}; must be an object");
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // InvalidOperationException is how System.Text.Json reports a lone surrogate in a string.
            throw new InvalidModelException($"{source} has a bad {key}: {exception.Message.TrimEnd('.')}.", exception);
        }
    }

    public static int ReadFormat(JsonElement document) => Int32(document, "format") ?? throw Missing("format");

    public static ModelDescription ReadDescription(JsonElement document) => new()
    {
        Format = ReadFormat(document),
        Cell = Name<Cell>(document, "cell") ?? throw Missing("cell"),
        Layers = Int32(document, "layers") ?? throw Missing("layers"),
        HiddenSize = Int32(document, "hidden_size") ?? throw Missing("hidden_size"),
        EmbeddingSize = Int32(document, "embedding_size") ?? throw Missing("embedding_size"),
        VocabularySize = Int32(document, "vocabulary_size") ?? throw Missing("vocabulary_size"),
        Tied = Boolean(document, "tied") ?? false,
        Nonlinearity = Name<Nonlinearity>(document, "nonlinearity") ?? Nonlinearity.Tanh,
        Unit = Name<TextUnit>(document, "unit") ?? TextUnit.Stream,
        Start = Text(document, "start") ?? "\n",
        Precision = Name<Precision>(document, "precision") ?? Precision.Fp32,
        OtherFields = Others(
            document, "format", "cell", "layers", "hidden_size", "embedding_size", "vocabulary_size", "tied", "nonlinearity", "unit", "start", "precision"),
    };

    public static VocabularyDocument ReadVocabulary(JsonElement document) => new()
    {
        Tokenization = Name<Tokenization>(document, "tokenization") ?? throw Missing("tokenization"),
        Unknown = Int32(document, "unknown"),
        Symbols = Array(document, "symbols")?.Select((symbol, id) => symbol.ValueKind == JsonValueKind.String
            ? symbol.GetString()!
            : throw new JsonException($"symbol {id} is {Shown(symbol)}; must be a text")).ToArray(),
    };

    public static TrainingRecord ReadTraining(JsonElement document) => new()
    {
        Corpus = Text(document, "corpus"),
        CorpusSha256 = Text(document, "corpus_sha256"),
        Characters = Int64(document, "characters"),
        Steps = Int64(document, "steps"),
        TrainLossNats = Double(document, "train_loss_nats"),
        ValidationLossNats = Double(document, "validation_loss_nats"),
        ValidationBitsPerCharacter = Double(document, "validation_bits_per_character"),
        Seed = Find(document, "seed") is not { } seed ? null : seed.ValueKind == JsonValueKind.Number && seed.TryGetUInt64(out ulong value) ? value : throw Wrong("seed", seed, "a whole number of 64 bits"),
        Engine = Text(document, "engine"),
        EarlierTrainings = Array(document, "earlier_trainings")?.Select(earlier => earlier.ValueKind == JsonValueKind.Object
            ? ReadTraining(earlier)
            : throw new JsonException($"earlier_trainings holds {Shown(earlier)}; must hold objects")).ToArray(),
        OtherFields = Others(
            document, "corpus", "corpus_sha256", "characters", "steps", "train_loss_nats", "validation_loss_nats", "validation_bits_per_character", "seed", "engine", "earlier_trainings"),
    };

    private static JsonElement? Find(JsonElement document, string name) =>
        document.TryGetProperty(name, out JsonElement field) && field.ValueKind != JsonValueKind.Null ? field : null;

    private static int? Int32(JsonElement document, string name) =>
        Find(document, name) is not { } field ? null : field.ValueKind == JsonValueKind.Number && field.TryGetInt32(out int value) ? value : throw Wrong(name, field, "a whole number of 32 bits");

    private static long? Int64(JsonElement document, string name) =>
        Find(document, name) is not { } field ? null : field.ValueKind == JsonValueKind.Number && field.TryGetInt64(out long value) ? value : throw Wrong(name, field, "a whole number of 64 bits");

    private static double? Double(JsonElement document, string name) =>
        Find(document, name) is not { } field ? null : field.ValueKind == JsonValueKind.Number ? field.GetDouble() : throw Wrong(name, field, "a number");

    private static bool? Boolean(JsonElement document, string name) =>
        Find(document, name) is not { } field ? null : field.ValueKind is JsonValueKind.True or JsonValueKind.False ? field.GetBoolean() : throw Wrong(name, field, "true or false");

    private static string? Text(JsonElement document, string name) =>
        Find(document, name) is not { } field ? null : field.ValueKind == JsonValueKind.String ? field.GetString() : throw Wrong(name, field, "a text");

    private static IEnumerable<JsonElement>? Array(JsonElement document, string name) =>
        Find(document, name) is not { } field ? null : field.ValueKind == JsonValueKind.Array ? field.EnumerateArray() : throw Wrong(name, field, "an array");

    private static T? Name<T>(JsonElement document, string name)
        where T : struct, Enum => Find(document, name) is { } field ? LowerCaseEnumConverter<T>.Parse(field) : null;

    private static Dictionary<string, JsonElement>? Others(JsonElement document, params ReadOnlySpan<string> known)
    {
        Dictionary<string, JsonElement>? others = null;
        foreach (JsonProperty property in document.EnumerateObject())
        {
            if (!known.Contains(property.Name))
            {
                (others ??= [])[property.Name] = property.Value.Clone();
            }
        }

        return others;
    }

    private static JsonException Missing(string name) => new($"it has no {name}");

    private static JsonException Wrong(string name, JsonElement field, string expected) => new($"{name} is {Shown(field)}; must be {expected}");

    private static string Shown(JsonElement field) => field.GetRawText() is { Length: <= 40 } text ? text : $"a long {field.ValueKind}";
}
