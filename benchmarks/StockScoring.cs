using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace CharRnn.Benchmarks;

/// <summary>A row of the scoring benchmarks.</summary>
internal sealed class Sentence
{
    public string Text { get; set; } = "";
}

/// <summary>
/// The peer of scoring in ML.NET: custom mappings around its own ApplyOnnxModel, as samples/StockPipeline has it. Every shape is fixed, so
/// all texts are padded to one length.
/// </summary>
internal sealed class StockScoring : IDisposable
{
    private readonly ModelMetadata metadata;
    private readonly int length;
    private readonly TransformerChain<CustomMappingTransformer<Logits, Scored>> chain;

    public StockScoring(MLContext mlContext, string onnxPath, ModelMetadata metadata, int length)
    {
        this.metadata = metadata;
        this.length = length;
        ModelDescription description = metadata.Description;
        int[] state = [description.Layers, 1, description.HiddenSize];
        Dictionary<string, int[]> shapes = new()
        {
            ["input_ids"] = [1, length],
            ["h_in"] = state,
            ["c_in"] = state,
            ["logits"] = [1, length, description.VocabularySize],
        };
        SchemaDefinition encoded = SchemaDefinition.Create(typeof(Encoded));
        encoded["input_ids"].ColumnType = new VectorDataViewType(NumberDataViewType.Int64, shapes["input_ids"]);
        encoded["h_in"].ColumnType = encoded["c_in"].ColumnType = new VectorDataViewType(NumberDataViewType.Single, state);
        EstimatorChain<CustomMappingTransformer<Logits, Scored>> pipeline = mlContext.Transforms
            .CustomMapping<Sentence, Encoded>(Encode, contractName: null, outputSchemaDefinition: encoded)
            .Append(mlContext.Transforms.ApplyOnnxModel(["logits"], ["input_ids", "h_in", "c_in"], onnxPath, shapes, gpuDeviceId: null, fallbackToCpu: false))
            .Append(mlContext.Transforms.CustomMapping<Logits, Scored>(Score, contractName: null));
        chain = pipeline.Fit(mlContext.Data.LoadFromEnumerable(Array.Empty<Sentence>()));
    }

    public ITransformer Transformer => chain;

    public IDataView Transform(IDataView data) => chain.Transform(data);

    public void Dispose() => chain.Dispose();

    private void Encode(Sentence sentence, Encoded result)
    {
        int[] ids = metadata.Vocabulary.Encode(sentence.Text, UnknownPolicy.Floor).Ids;
        result.Ids = new long[length];
        result.Ids.AsSpan().Fill(metadata.StartId);
        for (int i = 1; i < Math.Min(length, ids.Length); i++)
        {
            result.Ids[i] = ids[i - 1];
        }

        result.Next = [.. ids.Select(id => (long)id)];
        result.Hidden = new float[metadata.Description.Layers * metadata.Description.HiddenSize];
        result.Cell = new float[result.Hidden.Length];
    }

    private void Score(Logits row, Scored result)
    {
        double nats = 0;
        int vocabularySize = metadata.Description.VocabularySize;
        for (int position = 0; position < row.Next.Length; position++)
        {
            ReadOnlySpan<float> logits = row.Values.AsSpan(position * vocabularySize, vocabularySize);
            double sum = 0, max = float.NegativeInfinity;
            foreach (float logit in logits)
            {
                max = Math.Max(max, logit);
            }

            foreach (float logit in logits)
            {
                sum += Math.Exp(logit - max);
            }

            nats += max + Math.Log(sum) - logits[(int)row.Next[position]];
        }

        result.Score = [(float)-nats];
    }

    private sealed class Encoded
    {
        [ColumnName("input_ids")]
        public long[] Ids { get; set; } = []; // [1, length]

        [ColumnName("h_in")]
        public float[] Hidden { get; set; } = []; // [layers, 1, hidden]

        [ColumnName("c_in")]
        public float[] Cell { get; set; } = [];

        public long[] Next { get; set; } = [];
    }

    private sealed class Logits
    {
        [ColumnName("logits")]
        public float[] Values { get; set; } = []; // [1, length, vocabulary]

        public long[] Next { get; set; } = [];
    }

    private sealed class Scored
    {
        public float[] Score { get; set; } = [];
    }
}
