using System.Text.Json;
using System.Text.Json.Serialization;

namespace CharRnn.Oracle;

/// <summary>
/// Numbers that PyTorch computed for one small model. The files are those beside the tests, or those of the folder that the
/// environment variable CHARRNN_ORACLE_DIR names.
/// </summary>
public sealed record OracleFile
{
    private static readonly JsonSerializerOptions SnakeCase = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public required string Cell { get; init; }

    public required int VocabularySize { get; init; }

    public required int EmbeddingSize { get; init; }

    public required int HiddenSize { get; init; }

    public required int Layers { get; init; }

    public required Dictionary<string, OracleTensor> Weights { get; init; }

    public required OracleForward Forward { get; init; }

    public required OracleScore ScoreFromZeroState { get; init; }

    /// <summary>Vectors of texts; null in a file that was made without them.</summary>
    public OracleEmbedding? Embedding { get; init; }

    /// <summary>The states after each id of the first scored row; null in a file that was made without them.</summary>
    public OracleStates? StatesFromZeroState { get; init; }

    public required OracleTraining Training { get; init; }

    /// <summary>The model's description; each id stands for one letter from 'A' on.</summary>
    [JsonIgnore]
    public ModelDescription Description => new()
    {
        Cell = Enum.Parse<Cell>(Cell, ignoreCase: true),
        Layers = Layers,
        HiddenSize = HiddenSize,
        EmbeddingSize = EmbeddingSize,
        VocabularySize = VocabularySize,
        Start = "A",
    };

    /// <summary>The paths of all files, for a test's data.</summary>
    public static IEnumerable<string> Paths =>
        FilesIn(Environment.GetEnvironmentVariable("CHARRNN_ORACLE_DIR") is { Length: > 0 } other ? other : OwnFolder);

    private static string OwnFolder => Path.Combine(AppContext.BaseDirectory, "oracle");

    /// <summary>The paths of the files that have a part; of those beside the tests, if no other has.</summary>
    public static IEnumerable<string> PathsWith(Func<OracleFile, object?> part)
    {
        string[] paths = [.. Paths.Where(path => part(Load(path)) is not null)];
        return paths.Length > 0 ? paths : FilesIn(OwnFolder);
    }

    public static OracleFile Load(string path) =>
        JsonSerializer.Deserialize<OracleFile>(File.ReadAllBytes(path), SnakeCase)!;

    private static string[] FilesIn(string folder)
    {
        string[] paths = [.. Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal)];
        return paths.Length > 0 ? paths : throw new InvalidOperationException($"There are no oracle files in {folder}.");
    }

    public Weights ToWeights(Dictionary<string, OracleTensor>? tensors = null) =>
        new(Description, (tensors ?? Weights).Select(named => new WeightTensor(named.Key, named.Value.Shape, named.Value.Floats)));

    /// <summary>Compares numbers element by element and shows the worst where they differ.</summary>
    public static void AssertClose(string what, ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, double tolerance)
    {
        Assert.AreEqual(expected.Length, actual.Length, $"{what}: number of elements");
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.AreEqual(expected[i], actual[i], tolerance, $"{what}: element {i}");
        }
    }
}

public sealed record OracleTensor
{
    public required int[] Shape { get; init; }

    public required double[] Data { get; init; }

    [JsonIgnore]
    public float[] Floats => Array.ConvertAll(Data, value => (float)value);

    [JsonIgnore]
    public int[] Ids => Array.ConvertAll(Data, value => (int)value);
}

public sealed record OracleForward
{
    public required OracleTensor InputIds { get; init; }

    public required OracleTensor HIn { get; init; }

    public OracleTensor? CIn { get; init; }

    public required OracleTensor Logits { get; init; }

    public required OracleTensor HOut { get; init; }

    public OracleTensor? COut { get; init; }
}

public sealed record OracleScore
{
    public required OracleTensor InputIds { get; init; }

    [JsonPropertyName("log_likelihood_nats_of_ids_1_to_end")]
    public required double[] LogLikelihoods { get; init; }
}

/// <summary>The hidden states of all layers after each id of some texts, which the start character, id 0, precedes.</summary>
public sealed record OracleEmbedding
{
    public required int[][] Texts { get; init; }

    /// <summary>Of each text, [layers, hidden].</summary>
    public required OracleTensor[] Mean { get; init; }

    /// <summary>Of each text, [layers, hidden].</summary>
    public required OracleTensor[] Last { get; init; }
}

public sealed record OracleTraining
{
    public required string Optimizer { get; init; }

    public required double LearningRate { get; init; }

    public required double RmspropAlpha { get; init; }

    public required double MaxGradientNorm { get; init; }

    public required int SequenceLength { get; init; }

    public required OracleTensor Stream { get; init; }

    public required double[] LossNats { get; init; }

    [JsonPropertyName("gradient_norm_before_clipping")]
    public required double[] GradientNorms { get; init; }

    public required Dictionary<string, OracleTensor> WeightsAfter { get; init; }
}

public sealed record OracleStates
{
    public required OracleTensor Hidden { get; init; }

    public OracleTensor? Cell { get; init; }
}
