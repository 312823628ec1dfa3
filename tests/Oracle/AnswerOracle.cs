using System.Text.Json;
using System.Text.Json.Serialization;

namespace CharRnn.Oracle;

/// <summary>Numbers that PyTorch computed for one small network that answers (tests/Oracle/answers.py).</summary>
public sealed record AnswerOracle
{
    private static readonly JsonSerializerOptions SnakeCase = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public required string Cell { get; init; }

    public required int EmbeddingSize { get; init; }

    public required int HiddenSize { get; init; }

    public required int Layers { get; init; }

    public required bool Encoder { get; init; }

    public required bool ReverseQuestion { get; init; }

    public required double LearningRate { get; init; }

    public required string[] Lines { get; init; }

    /// <summary>Of each line's answer and its line end, in nats.</summary>
    public required double[] LogLikelihoods { get; init; }

    /// <summary>The likeliest character each time, at most 12.</summary>
    public required string[] Answers { get; init; }

    public required double[] LossNats { get; init; }

    [JsonPropertyName("gradient_norm_before_clipping")]
    public required double[] GradientNorms { get; init; }

    public required Dictionary<string, OracleTensor> Weights { get; init; }

    public required Dictionary<string, OracleTensor> WeightsAfter { get; init; }

    public static IEnumerable<object[]> Files =>
        Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "oracle", "answers"), "*.json").Order(StringComparer.Ordinal).Select(path => (object[])[path]);

    public static Vocabulary Vocabulary { get; } = Vocabulary.FromRunes("\n=ABCDEF".EnumerateRunes());

    [JsonIgnore]
    public ModelDescription Description => new()
    {
        Task = ModelTask.Answer,
        Cell = Enum.Parse<Cell>(Cell, ignoreCase: true),
        Layers = Layers,
        HiddenSize = HiddenSize,
        EmbeddingSize = EmbeddingSize,
        VocabularySize = Vocabulary.Size,
        AnswerAfter = "=",
        ReverseQuestion = ReverseQuestion,
        Encoder = Encoder,
        Unit = TextUnit.Line,
        Start = "\n",
    };

    public static AnswerOracle Load(string path) => JsonSerializer.Deserialize<AnswerOracle>(File.ReadAllBytes(path), SnakeCase)!;

    public Weights ToWeights(Dictionary<string, OracleTensor> tensors) =>
        new(Description, tensors.Select(named => new WeightTensor(named.Key, named.Value.Shape, named.Value.Floats)));
}
