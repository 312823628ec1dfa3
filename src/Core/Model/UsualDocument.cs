using System.Text.Json;

namespace CharRnn;

/// <summary>
/// Reads the documents as CharRnn writes them. The serializer's generated code takes a process that starts longer to compile than ONNX Runtime
/// takes to open the model. What is unusual, such as a field of a newer version or a value that is not allowed, is left to the serializer.
/// </summary>
/// <remarks>This is plain code, without generic types of enumerations or numbers, which would be compiled anew.</remarks>
internal static class UsualDocument
{
    private const int RequiredOfDescription = 6;

    /// <summary>Reads a description; null leaves it to the serializer.</summary>
    public static ModelDescription? ReadDescription(JsonElement document) => Try(document, ReadDescriptionFields);

    /// <summary>Reads a vocabulary; null leaves it to the serializer.</summary>
    public static VocabularyDocument? ReadVocabulary(JsonElement document) => Try(document, ReadVocabularyFields);

    /// <summary>Reads a training record; null leaves it to the serializer.</summary>
    public static TrainingRecord? ReadTraining(JsonElement document) => Try(document, ReadTrainingFields);

    private static T? Try<T>(JsonElement document, Func<JsonElement, T?> read)
        where T : class
    {
        try
        {
            return document.ValueKind == JsonValueKind.Object ? read(document) : null;
        }
        catch (Exception exception) when (exception is InvalidOperationException or FormatException)
        {
            return null; // a value of another kind or range
        }
    }

    private static ModelDescription? ReadDescriptionFields(JsonElement document)
    {
        ModelDescription read = new() { Cell = default, Layers = 0, HiddenSize = 0, EmbeddingSize = 0, VocabularySize = 0 };
        int required = 0;
        foreach (JsonProperty field in document.EnumerateObject())
        {
            (string name, JsonElement value) = (field.Name, field.Value);
            required += name is "format" or "cell" or "layers" or "hidden_size" or "embedding_size" or "vocabulary_size" ? 1 : 0;
            ModelDescription? next = name switch
            {
                "format" => read with { Format = value.GetInt32() },
                "task" => read with { Task = (ModelTask)Named(value, typeof(ModelTask)) },
                "cell" => read with { Cell = (Cell)Named(value, typeof(Cell)) },
                "layers" => read with { Layers = value.GetInt32() },
                "hidden_size" => read with { HiddenSize = value.GetInt32() },
                "embedding_size" => read with { EmbeddingSize = value.GetInt32() },
                "vocabulary_size" => read with { VocabularySize = value.GetInt32() },
                "label_count" => read with { LabelCount = value.GetInt32() },
                "answer_after" => read with { AnswerAfter = value.GetString() },
                "reverse_question" => read with { ReverseQuestion = value.GetBoolean() },
                "encoder" => read with { Encoder = value.GetBoolean() },
                "encoder_sha256" => read with { EncoderSha256 = value.GetString() },
                "bidirectional" => read with { Bidirectional = value.GetBoolean() },
                "tied" => read with { Tied = value.GetBoolean() },
                "nonlinearity" => read with { Nonlinearity = (Nonlinearity)Named(value, typeof(Nonlinearity)) },
                "unit" => read with { Unit = (TextUnit)Named(value, typeof(TextUnit)) },
                "start" => read with { Start = value.GetString()! },
                "precision" => read with { Precision = (Precision)Named(value, typeof(Precision)) },
                _ => null,
            };
            if (next is null)
            {
                return null;
            }

            read = next;
        }

        return required == RequiredOfDescription ? read : null;
    }

    private static VocabularyDocument? ReadVocabularyFields(JsonElement document)
    {
        object? tokenization = null;
        (long? unknown, string[]? symbols) = (null, null);
        foreach (JsonProperty field in document.EnumerateObject())
        {
            switch (field.Name)
            {
                case "tokenization":
                    tokenization = Named(field.Value, typeof(Tokenization));
                    break;
                case "unknown":
                    unknown = Whole(field.Value);
                    break;
                case "symbols":
                    symbols = ReadTexts(field.Value);
                    break;
                default:
                    return null;
            }
        }

        return tokenization is null ? null : new VocabularyDocument { Tokenization = (Tokenization)tokenization, Unknown = unknown, Symbols = symbols };
    }

    private static TrainingRecord? ReadTrainingFields(JsonElement document)
    {
        TrainingRecord read = new();
        foreach (JsonProperty field in document.EnumerateObject())
        {
            JsonElement value = field.Value;
            TrainingRecord? next = field.Name switch
            {
                "corpus" => read with { Corpus = value.GetString() },
                "corpus_sha256" => read with { CorpusSha256 = value.GetString() },
                "characters" => read with { Characters = Whole(value) },
                "steps" => read with { Steps = Whole(value) },
                "train_loss_nats" => read with { TrainLossNats = Finite(value) },
                "validation_loss_nats" => read with { ValidationLossNats = Finite(value) },
                "validation_bits_per_character" => read with { ValidationBitsPerCharacter = Finite(value) },
                "validation_accuracy" => read with { ValidationAccuracy = Finite(value) },
                "validation_perplexity_per_word" => read with { ValidationPerplexityPerWord = Finite(value) },
                "seed" => read with { Seed = IsNull(value) ? null : value.GetUInt64() },
                "engine" => read with { Engine = value.GetString() },
                "method" => read with { Method = value.GetString() },
                _ => null,
            };
            if (next is null)
            {
                return null;
            }

            read = next;
        }

        return read;
    }

    private static object Named(JsonElement value, Type enumeration) =>
        LowerCaseName.Find(enumeration, value.GetString()) ?? throw new FormatException();

    private static bool IsNull(JsonElement value) => value.ValueKind == JsonValueKind.Null;

    private static long? Whole(JsonElement value) => IsNull(value) ? null : value.GetInt64();

    private static double? Finite(JsonElement value) => IsNull(value) ? null
        : value.GetDouble() is var number && double.IsFinite(number) ? number : throw new FormatException();

    private static string[] ReadTexts(JsonElement array)
    {
        string[] texts = new string[array.GetArrayLength()];
        int count = 0;
        foreach (JsonElement text in array.EnumerateArray())
        {
            texts[count++] = text.GetString() ?? throw new FormatException();
        }

        return texts;
    }
}
