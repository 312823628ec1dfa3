using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace CharRnn.Core.Tests;

/// <summary>Documents are read without the serializer as it reads them, or are left to it.</summary>
[TestClass]
public sealed class UsualDocumentTests
{
    private static readonly string[] Values =
        ["null", "true", "false", "0", "7", "-1", "1.0", "1.5", "1e2", "1e400", "99999999999", "18446744073709551615", "\"\"", "\"x\"", "\"GRU\"", "\"line\"", "\"gru,rnn\"", "\"1\"", "[]", "[null]", "[\"a\"]", "{}"];

    private static ModelDescription Description => new()
    {
        Format = 2,
        Task = ModelTask.Tag,
        Cell = Cell.Gru,
        Layers = 2,
        HiddenSize = 3,
        EmbeddingSize = 4,
        VocabularySize = 5,
        LabelCount = 6,
        AnswerAfter = "=",
        ReverseQuestion = true,
        Encoder = true,
        EncoderSha256 = "ab",
        Bidirectional = true,
        Tied = true,
        Nonlinearity = Nonlinearity.Relu,
        Unit = TextUnit.Line,
        Start = "a",
        Precision = Precision.Int8,
    };

    private static TrainingRecord Training => new()
    {
        Corpus = "a",
        CorpusSha256 = "b",
        Characters = 1,
        Steps = 2,
        TrainLossNats = 0.5,
        ValidationLossNats = 1.5,
        ValidationBitsPerCharacter = 2.5,
        ValidationAccuracy = 0.25,
        ValidationPerplexityPerWord = 3.5,
        Seed = ulong.MaxValue,
        Engine = "c",
        Method = "d",
    };

    private static VocabularyDocument Vocabulary => new() { Tokenization = Tokenization.Words, Unknown = 1, Symbols = ["a", ""] };

    [TestMethod]
    public void Every_field_is_read()
    {
        AssertReadsAll(Description, ModelDocumentJson.Default.ModelDescription, UsualDocument.ReadDescription);
        AssertReadsAll(Training, ModelDocumentJson.Default.TrainingRecord, UsualDocument.ReadTraining, "earlier_trainings");
        AssertReadsAll(Vocabulary, ModelDocumentJson.Default.VocabularyDocument, UsualDocument.ReadVocabulary);
    }

    [TestMethod]
    public void What_is_read_is_what_the_serializer_reads()
    {
        AssertReadsAlike(Description, ModelDocumentJson.Default.ModelDescription, UsualDocument.ReadDescription);
        AssertReadsAlike(Training, ModelDocumentJson.Default.TrainingRecord, UsualDocument.ReadTraining);
        AssertReadsAlike(Vocabulary, ModelDocumentJson.Default.VocabularyDocument, UsualDocument.ReadVocabulary);
    }

    [TestMethod]
    public void The_models_of_the_repository_need_no_serializer()
    {
        string[] files = Directory.GetFiles(Path.Combine(Repository.Root, "models"), "*.json");
        Assert.IsNotEmpty(files);
        foreach (string file in files)
        {
            using JsonDocument documents = JsonDocument.Parse(File.ReadAllBytes(file));
            Assert.IsNotNull(UsualDocument.ReadDescription(documents.RootElement.GetProperty(ModelMetadata.DescriptionKey)), file);
            Assert.IsNotNull(UsualDocument.ReadVocabulary(documents.RootElement.GetProperty(ModelMetadata.VocabularyKey)), file);
            Assert.IsNotNull(UsualDocument.ReadTraining(documents.RootElement.GetProperty(ModelMetadata.TrainingKey)), file);
        }
    }

    private static void AssertReadsAll<T>(T document, JsonTypeInfo<T> type, Func<JsonElement, T?> read, params string[] without)
        where T : class
    {
        JsonObject json = JsonSerializer.SerializeToNode(document, type)!.AsObject();
        string[] fields = [.. type.Properties.Where(property => property is { IsExtensionData: false, Set: not null } && !without.Contains(property.Name)).Select(property => property.Name)];
        CollectionAssert.AreEquivalent(fields, json.Select(field => field.Key).ToArray());
        Assert.AreEqual(json.ToJsonString(), JsonSerializer.Serialize(Read(json, read)!, type));
    }

    private static void AssertReadsAlike<T>(T document, JsonTypeInfo<T> type, Func<JsonElement, T?> read)
        where T : class
    {
        string whole = JsonSerializer.Serialize(document, type);
        foreach (string field in JsonNode.Parse(whole)!.AsObject().Select(field => field.Key).Append("unheard_of"))
        {
            JsonObject without = JsonNode.Parse(whole)!.AsObject();
            without.Remove(field);
            AssertAlike(without, type, read);
            foreach (string value in Values)
            {
                JsonObject changed = JsonNode.Parse(whole)!.AsObject();
                changed[field] = JsonNode.Parse(value);
                AssertAlike(changed, type, read);
            }
        }

        foreach (string other in Values)
        {
            AssertAlike(JsonNode.Parse(other), type, read);
        }
    }

    private static void AssertAlike<T>(JsonNode? json, JsonTypeInfo<T> type, Func<JsonElement, T?> read)
        where T : class
    {
        if (Read(json, read) is { } found)
        {
            Assert.AreEqual(JsonSerializer.Serialize(json.Deserialize(type)!, type), JsonSerializer.Serialize(found, type), json!.ToJsonString());
        }
    }

    private static T? Read<T>(JsonNode? json, Func<JsonElement, T?> read)
    {
        using JsonDocument document = JsonDocument.Parse(json?.ToJsonString() ?? "null");
        return read(document.RootElement);
    }
}
