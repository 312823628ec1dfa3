using System.Text;
using CharRnn.Export;
using CharRnn.Inference;
using CharRnn.Oracle;

namespace CharRnn.Integration.Tests;

/// <summary>Embeddings of exported files against the hidden states that PyTorch computed, whatever else is in a text's batch.</summary>
[TestClass]
public sealed class EmbeddingOracleTests
{
    private const double Tolerance = 1e-5;

    public static IEnumerable<object[]> Files => OracleFile.PathsWith(oracle => oracle.Embedding).Select(path => (object[])[path]);

    [TestMethod]
    [DynamicData(nameof(Files))]
    public void Vectors_of_all_layers_equal_PyTorch_in_batches_of_any_size(string path)
    {
        OracleFile oracle = OracleFile.Load(path);
        using CharRnnModel model = Load(oracle, Precision.Fp32);
        foreach ((int batchSize, int threads) in (ReadOnlySpan<(int, int)>)[(1, 1), (3, 1), (32, 1), (3, 2)])
        {
            EmbeddingOptions options = new() { Pooling = EmbeddingPooling.MeanAndLast, Layers = EmbeddingLayers.All, BatchSize = batchSize, Threads = threads };
            TextEmbedding[] embeddings = [.. new TextEmbedder(model, options).Embed(Texts(oracle))];
            for (int text = 0; text < embeddings.Length; text++)
            {
                float[] expected = [.. oracle.Embedding!.Mean[text].Floats, .. oracle.Embedding!.Last[text].Floats];
                OracleFile.AssertClose($"text {text} in batches of {batchSize}", expected, embeddings[text].Values.Span, Tolerance);
            }
        }
    }

    [TestMethod]
    [DynamicData(nameof(Files))]
    public void Each_pooling_of_the_top_layer_equals_PyTorch(string path)
    {
        OracleFile oracle = OracleFile.Load(path);
        using CharRnnModel model = Load(oracle, Precision.Fp32);
        foreach ((EmbeddingPooling pooling, OracleTensor[] expected) in (ReadOnlySpan<(EmbeddingPooling, OracleTensor[])>)[(EmbeddingPooling.Mean, oracle.Embedding!.Mean), (EmbeddingPooling.Last, oracle.Embedding!.Last)])
        {
            TextEmbedding[] embeddings = [.. new TextEmbedder(model, new EmbeddingOptions { Pooling = pooling }).Embed(Texts(oracle))];
            for (int text = 0; text < embeddings.Length; text++)
            {
                OracleFile.AssertClose($"{pooling} of text {text}", expected[text].Floats.AsSpan()[^oracle.HiddenSize..], embeddings[text].Values.Span, Tolerance);
            }
        }
    }

    [TestMethod]
    [DynamicData(nameof(Files))]
    public void A_text_read_part_by_part_equals_PyTorch(string path)
    {
        OracleFile oracle = OracleFile.Load(path);
        using CharRnnModel model = Load(oracle, Precision.Fp32);
        TextEmbedder embedder = new(model, new EmbeddingOptions { Pooling = EmbeddingPooling.MeanAndLast, Layers = EmbeddingLayers.All });
        foreach ((string text, int index) in Texts(oracle).Select((text, index) => (text, index)))
        {
            using StringReader reader = new(text);
            float[] expected = [.. oracle.Embedding!.Mean[index].Floats, .. oracle.Embedding!.Last[index].Floats];
            OracleFile.AssertClose($"text {index}", expected, embedder.Embed(reader).Values.Span, Tolerance);
        }
    }

    // In 16 bits a weight of 0.3 is rounded by up to 1e-4; in 8 bits by 1e-3, and states are rounded too. A wrong layer or axis is off by tenths.
    [TestMethod]
    [DynamicData(nameof(Files))]
    public void Smaller_precisions_have_the_same_layers_in_the_same_places(string path)
    {
        OracleFile oracle = OracleFile.Load(path);
        foreach ((Precision precision, double tolerance) in (ReadOnlySpan<(Precision, double)>)[(Precision.Fp16, 1e-3), (Precision.Int8, 0.03)])
        {
            using CharRnnModel model = Load(oracle, precision);
            TextEmbedder embedder = new(model, new EmbeddingOptions { Pooling = EmbeddingPooling.MeanAndLast, Layers = EmbeddingLayers.All });
            TextEmbedding[] embeddings = [.. embedder.Embed(Texts(oracle))];
            for (int text = 0; text < embeddings.Length; text++)
            {
                float[] expected = [.. oracle.Embedding!.Mean[text].Floats, .. oracle.Embedding!.Last[text].Floats];
                OracleFile.AssertClose($"{precision}, text {text}", expected, embeddings[text].Values.Span, tolerance);
            }
        }
    }

    private static string[] Texts(OracleFile oracle) => [.. oracle.Embedding!.Texts.Select(ToText)];

    private static CharRnnModel Load(OracleFile oracle, Precision precision)
    {
        Vocabulary vocabulary = Vocabulary.FromRunes(ToText([.. Enumerable.Range(0, oracle.VocabularySize)]).EnumerateRunes());
        ModelMetadata metadata = new(oracle.Description, vocabulary, new TrainingRecord());
        return CharRnnModel.Load(OnnxExporter.ToBytes(new WeightsFile(metadata, oracle.ToWeights()), precision));
    }

    private static string ToText(int[] ids) => string.Concat(ids.Select(id => new Rune('A' + id)));
}
