using System.Buffers.Binary;
using System.Text;

namespace CharRnn.Core.Tests;

/// <summary>Weights, a state_dict of PyTorch, a vocabulary and the documents of a model, damaged in every way: see <see cref="Mutants"/>.</summary>
[TestClass]
public sealed class DamagedFileTests : IDisposable
{
    private static readonly ModelDescription Description = new() { Cell = Cell.Gru, Layers = 2, HiddenSize = 3, EmbeddingSize = 2, VocabularySize = 4 };
    private static readonly Vocabulary Vocabulary = Vocabulary.FromRunes("\nab".EnumerateRunes(), hasUnknown: true);
    private static readonly WeightsFile Weights = MakeWeights();

    private readonly TemporaryFolder folder = new();

    private string FilePath => folder.File("file");

    public void Dispose() => folder.Dispose();

    [TestMethod]
    public void Weights_are_refused_or_can_be_written_again()
    {
        Weights.Save(FilePath);
        byte[] file = File.ReadAllBytes(FilePath);
        Mutants.AssertRefusedOrUsed(random => random.Next(2) == 0 ? Mutants.Bytes(file, random) : WithHeader(file, random), mutant =>
        {
            File.WriteAllBytes(FilePath, mutant);
            WeightsFile loaded = WeightsFile.Load(FilePath);
            loaded.Save(folder.File("copy"));
            Use(WeightsFile.Load(folder.File("copy")).Metadata);
        });
    }

    [TestMethod]
    public void Weights_of_PyTorch_are_refused_or_can_be_written_with_documents()
    {
        SafeTensors.Write(FilePath, [], [.. Weights.Weights]);
        byte[] file = File.ReadAllBytes(FilePath);
        Mutants.AssertRefusedOrUsed(random => random.Next(2) == 0 ? Mutants.Bytes(file, random) : WithHeader(file, random), mutant =>
        {
            File.WriteAllBytes(FilePath, mutant);
            new StateDict(Vocabulary).Load(FilePath).Save(folder.File("copy"));
            WeightsFile.Load(folder.File("copy"));
        });
    }

    [TestMethod]
    [DataRow("""{"tokenization":"runes","unknown":2,"symbols":["\n","a",""]}""")]
    [DataRow("""["\n"," ","a","b"]""")]
    [DataRow("""{"\n":0," ":1,"a":2}""")]
    public void A_vocabulary_is_refused_or_reads_a_text(string json) => Mutants.AssertRefusedOrUsed(random => Mutants.Json(json, random), mutant =>
    {
        File.WriteAllBytes(FilePath, Encoding.UTF8.GetBytes(mutant));
        Vocabulary vocabulary = VocabularyFile.Load(FilePath);
        vocabulary.Decode(vocabulary.Encode("a b\n", UnknownPolicy.Skip).Ids.AsSpan());
    });

    [TestMethod]
    public void Documents_are_refused_or_can_be_written_again()
    {
        KeyValuePair<string, string>[] documents = [.. Weights.Metadata.ToDocuments()];
        Mutants.AssertRefusedOrUsed(
            random =>
            {
                int changed = random.Next(documents.Length);
                return documents.Select((document, i) => i == changed ? new(document.Key, Mutants.Json(document.Value, random)) : document).ToDictionary();
            },
            mutant => Use(ModelMetadata.FromDocuments(mutant, "The mutant")),
            count: 2000);
    }

    [TestMethod]
    [DataRow("""{"tokenization":"runes","unknown":-1,"symbols":[]}""", "unknown is -1; the unknown token must be the last symbol")]
    [DataRow("""["\ud800"]""", "is not a vocabulary in JSON")]
    public void A_bad_vocabulary_is_refused(string json, string expected)
    {
        File.WriteAllText(FilePath, json);
        StringAssert.Contains(Assert.ThrowsExactly<InvalidModelException>(() => VocabularyFile.Load(FilePath)).Message, expected);
        Dictionary<string, string> documents = Weights.Metadata.ToDocuments().ToDictionary();
        documents[ModelMetadata.VocabularyKey] = json;
        Assert.ThrowsExactly<InvalidModelException>(() => ModelMetadata.FromDocuments(documents, "The file"));
    }

    [TestMethod]
    [DataRow("""{"\ud800":1}""", "has a header that is not JSON")]
    [DataRow("""{"a":{"dtype":"\u001b[31m","shape":[],"data_offsets":[0,4]}}""", "tensor a has dtype \\u001B[31m; must be F32.")]
    [DataRow("""{"\u202e\u001b[2J":1}""", "tensor \\u202E\\u001B[2J is not described")]
    public void A_header_that_lies_is_refused_in_plain_text(string header, string expected)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(header.PadRight(24));
        File.WriteAllBytes(FilePath, [.. BitConverter.GetBytes((long)bytes.Length), .. bytes]);
        StringAssert.Contains(Assert.ThrowsExactly<InvalidModelException>(() => WeightsFile.Load(FilePath)).Message, expected);
    }

    [TestMethod]
    public void A_header_is_not_longer_than_its_tensors_need()
    {
        using (FileStream stream = File.Create(FilePath))
        {
            stream.Write(BitConverter.GetBytes(100_000_000L));
            stream.SetLength(100_000_008); // a hole, which takes no room
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        string message = Assert.ThrowsExactly<InvalidModelException>(() => WeightsFile.Load(FilePath)).Message;
        StringAssert.Contains(message, "claims a header of 100000000 bytes");
        Assert.IsLessThan(1_000_000, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [TestMethod]
    [DataRow("\"train_loss_nats\":1e999", "a figure is ")]
    [DataRow("\"other\":\"\\ud800\"", "charrnn.training")]
    [DataRow("\"other\":[{\"a\":\"\\udc00\"}]", "charrnn.training")]
    [DataRow("\"earlier_trainings\":[{\"other\":\"\\ud800\"}]", "charrnn.training")]
    public void A_document_that_could_not_be_written_again_is_refused(string field, string expected)
    {
        Dictionary<string, string> documents = Weights.Metadata.ToDocuments().ToDictionary();
        documents[ModelMetadata.TrainingKey] = $"{{{field}}}";
        StringAssert.Contains(Assert.ThrowsExactly<InvalidModelException>(() => ModelMetadata.FromDocuments(documents, "The file")).Message, expected);
    }

    [TestMethod]
    public void A_document_of_any_depth_is_refused_or_can_be_written_again()
    {
        Dictionary<string, string> documents = Weights.Metadata.ToDocuments().ToDictionary();
        foreach (int depth in Enumerable.Range(1, 80).Append(100_000))
        {
            string inner = string.Concat(Enumerable.Repeat("{\"earlier_trainings\":[", depth)) + string.Concat(Enumerable.Repeat("]}", depth));
            foreach (string training in (string[])[inner, $"{{\"other\":{new string('[', depth)}{new string(']', depth)}}}"])
            {
                documents[ModelMetadata.TrainingKey] = training;
                try
                {
                    Use(ModelMetadata.FromDocuments(documents, "The file"));
                }
                catch (InvalidModelException)
                {
                    Assert.IsGreaterThan(10, depth);
                }
            }
        }
    }

    private static void Use(ModelMetadata metadata) => ModelMetadata.FromDocuments(metadata.ToDocuments().ToDictionary(), metadata.ToJson());

    /// <summary>The file with a mutant of its header, whose length is right.</summary>
    private static byte[] WithHeader(byte[] file, Random random)
    {
        int length = (int)BinaryPrimitives.ReadUInt64LittleEndian(file);
        byte[] header = Encoding.UTF8.GetBytes(Mutants.Json(Encoding.UTF8.GetString(file, 8, length), random));
        return [.. BitConverter.GetBytes((long)header.Length), .. header, .. file[(8 + length)..]];
    }

    private static WeightsFile MakeWeights()
    {
        Weights weights = new(Description, CharRnn.Weights.Layout(Description).Select(entry =>
            new WeightTensor(entry.Name, entry.Shape, new float[entry.Shape.Aggregate(1, (product, size) => product * size)])));
        TrainingRecord training = new() { Corpus = "c", Steps = 3, TrainLossNats = 1.5, Seed = 1, EarlierTrainings = [new TrainingRecord { Steps = 2 }] };
        return new WeightsFile(new ModelMetadata(Description, Vocabulary, training), weights);
    }
}
