using System.Text.Json;
using System.Text.Json.Serialization;

namespace CharRnn.Oracle;

/// <summary>Numbers that PyTorch computed for a small network in both directions that labels each id, or whole rows of ids.</summary>
public sealed record LabelOracle
{
    private static readonly JsonSerializerOptions SnakeCase = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>The paths of all files, for a test's data.</summary>
    public static IEnumerable<string> Paths => Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "oracle", "labels"), "*.json").Order(StringComparer.Ordinal);

    public required string Cell { get; init; }

    public required string Task { get; init; }

    public required string Nonlinearity { get; init; }

    public required int Layers { get; init; }

    public required Dictionary<string, OracleTensor> Weights { get; init; }

    public required OracleTensor InputIds { get; init; }

    public required OracleTensor Targets { get; init; }

    public required OracleTensor Logits { get; init; }

    public required double LossNats { get; init; }

    public required double GradientNorm { get; init; }

    /// <summary>The description; each id stands for one letter from 'A' on, and each label too.</summary>
    [JsonIgnore]
    public ModelDescription Description => new()
    {
        Task = Enum.Parse<ModelTask>(Task, ignoreCase: true),
        Cell = Enum.Parse<Cell>(Cell, ignoreCase: true),
        Nonlinearity = Enum.Parse<Nonlinearity>(Nonlinearity, ignoreCase: true),
        Layers = Layers,
        Bidirectional = true,
        HiddenSize = Weights["rnn.weight_hh_l0"].Shape[1],
        EmbeddingSize = Weights["embedding.weight"].Shape[1],
        VocabularySize = Weights["embedding.weight"].Shape[0],
        LabelCount = Weights["decoder.bias"].Shape[0],
        Start = "A",
    };

    public static LabelOracle Load(string path) => JsonSerializer.Deserialize<LabelOracle>(File.ReadAllBytes(path), SnakeCase)!;

    public Weights ToWeights() => new(Description, Weights.Select(named => new WeightTensor(named.Key, named.Value.Shape, named.Value.Floats)));

    /// <summary>The model as a file.</summary>
    public WeightsFile ToFile() => new(
        new ModelMetadata(
            Description,
            Vocabulary.FromRunes(Letters(Description.VocabularySize)),
            new TrainingRecord(),
            labels: [.. Letters(Description.LabelCount).Select(letter => letter.ToString())]),
        ToWeights());

    private static IEnumerable<System.Text.Rune> Letters(int count) => Enumerable.Range(0, count).Select(id => new System.Text.Rune('A' + id));
}
