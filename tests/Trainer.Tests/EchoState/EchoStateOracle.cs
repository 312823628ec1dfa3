using System.Text.Json;

namespace CharRnn.Trainer.Tests;

/// <summary>Numbers that numpy computed for an echo state network; tests/Oracle/echo_state.py makes the file.</summary>
internal sealed record EchoStateOracle
{
    private static readonly JsonSerializerOptions SnakeCase = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public required Dictionary<string, float[]> Weights { get; init; }

    public required double SpectralRadius { get; init; }

    public required double Ridge { get; init; }

    public required int Rows { get; init; }

    public required int[] Inputs { get; init; }

    public required int[] Targets { get; init; }

    public required float[] DecoderWeight { get; init; }

    public required float[] DecoderBias { get; init; }

    public required double Loss { get; init; }

    public ModelDescription Description => new() { Cell = Cell.Rnn, Layers = 1, HiddenSize = 12, EmbeddingSize = 5, VocabularySize = DecoderBias.Length };

    public Weights FirstWeights => new(Description, CharRnn.Weights.Layout(Description).Select(entry => new WeightTensor(
        entry.Name, entry.Shape, Weights.GetValueOrDefault(entry.Name) ?? new float[entry.Shape.Aggregate(1, (product, size) => product * size)])));

    public static EchoStateOracle Load() =>
        JsonSerializer.Deserialize<EchoStateOracle>(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "oracle", "echo", "echo_state.json")), SnakeCase)!;

    /// <summary>Returns the columns of the text from one up to another.</summary>
    public Batch Columns(int from, int to)
    {
        return new Batch(Cut(Inputs), Cut(Targets), Rows, to - from, StartsFromZero: from == 0);

        int[] Cut(int[] ids) => [.. ids.Chunk(ids.Length / Rows).SelectMany(row => row[from..to])];
    }
}
