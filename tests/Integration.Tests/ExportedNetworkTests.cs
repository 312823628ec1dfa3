using CharRnn.Export;
using CharRnn.Oracle;
using CharRnn.Trainer;

namespace CharRnn.Integration.Tests;

/// <summary>Exported files against a naive loop, against TorchSharp, and against themselves in other batches and pieces.</summary>
[TestClass]
public sealed class ExportedNetworkTests
{
    private const double Tolerance = 1e-5;
    private const int DrawnModels = 60;

    private static readonly ModelDescription Small = new() { Cell = Cell.Lstm, Layers = 2, HiddenSize = 7, EmbeddingSize = 5, VocabularySize = 11 };

    public static IEnumerable<object[]> Kinds =>
    [
        [Small],
        [Small with { Layers = 1, EmbeddingSize = 0 }],
        [Small with { EmbeddingSize = 7, Tied = true }],
        [Small with { Cell = Cell.Gru }],
        [Small with { Cell = Cell.Gru, Layers = 1, EmbeddingSize = 0 }],
        [Small with { Cell = Cell.Rnn }],
        [Small with { Cell = Cell.Jordan, Layers = 1 }],
        [Small with { Cell = Cell.Jordan, Layers = 1, EmbeddingSize = 0 }],
        [Small with { Cell = Cell.Jordan, Layers = 1, EmbeddingSize = 7, Tied = true }],
        [Small with { Cell = Cell.Rnn, Nonlinearity = Nonlinearity.Relu, Layers = 3 }],
    ];

    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public void Fp32_equals_a_naive_loop(ModelDescription description) => CheckAgainstNaive(description, Precision.Fp32, Tolerance);

    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public void Fp16_equals_a_naive_loop_of_rounded_weights(ModelDescription description) => CheckAgainstNaive(description, Precision.Fp16, Tolerance);

    // A wrong gate or axis is off by tenths; a rounded weight is not.
    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public void Int8_is_near_a_naive_loop(ModelDescription description) => CheckAgainstNaive(description, Precision.Int8, 0.1);

    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public void Rows_of_a_batch_and_pieces_of_a_sequence_are_as_alone_and_whole(ModelDescription description)
    {
        using OnnxRun run = new(OnnxExporter.ToBytes(RandomModels.Make(description)), description);
        foreach ((int batch, int sequence) in (ReadOnlySpan<(int, int)>)[(1, 1), (2, 3), (3, 20), (4, 64), (5, 100), (6, 7), (7, 150), (8, 33), (9, 300)])
        {
            int[][] rows = [.. Enumerable.Range(0, batch).Select(row => RandomIds(description, sequence, (ulong)row))];
            float[][] states = run.Zero(batch);
            float[] together = run.Read([.. rows.SelectMany(row => row)], batch, states);
            for (int row = 0; row < batch; row++)
            {
                float[][] alone = run.Zero(1);
                int cut = sequence * (row + 1) / (batch + 1); // nothing before it in the first rows of a short sequence
                float[] first = cut == 0 ? [] : run.Read(rows[row][..cut], 1, alone);
                float[] logits = [.. first, .. run.Read(rows[row][cut..], 1, alone)];
                OracleFile.AssertClose($"logits of row {row} of {batch}, cut at {cut} of {sequence}", logits, together.AsSpan(row * logits.Length, logits.Length), Tolerance);
            }
        }
    }

    [TestMethod]
    public void Whatever_the_shape_fp32_equals_TorchSharp()
    {
        RandomSource random = new(5);
        for (int model = 0; model < DrawnModels; model++)
        {
            ModelDescription description = RandomModels.Draw(random);
            WeightsFile weights = RandomModels.Make(description, seed: (ulong)model);
            int batch = 1 + (int)(random.NextDouble() * 5);
            int[] ids = RandomIds(description, batch * (1 + (int)(random.NextDouble() * 12)), (ulong)model);
            float[] expected = new float[ids.Length * description.VocabularySize];
            using TorchEngine engine = new(description, new TrainingOptions { Threads = 1, Device = "cpu" });
            engine.SetWeights(weights.Weights);
            engine.EvaluateBatch(new Batch(ids, ids, batch, ids.Length / batch, StartsFromZero: true), expected);

            using OnnxRun run = new(OnnxExporter.ToBytes(weights), description);
            OracleFile.AssertClose($"logits of model {model}, {description}", expected, run.Read(ids, batch, run.Zero(batch)), Tolerance);
        }
    }

    private static void CheckAgainstNaive(ModelDescription description, Precision precision, double tolerance)
    {
        WeightsFile weights = RandomModels.Make(description);
        int[] ids = RandomIds(description, 25, seed: 3);
        double[][] hidden = [.. Enumerable.Range(0, description.Layers).Select(_ => new double[description.StateSize])];
        double[][] cell = [.. hidden.Select(layer => new double[layer.Length])];
        double[][] expected = new NaiveNetwork(precision == Precision.Fp16 ? Rounded(weights) : weights).Read(ids, hidden, cell);

        using OnnxRun run = new(OnnxExporter.ToBytes(weights, precision), description);
        float[][] states = run.Zero(1);
        float[] logits = run.Read(ids, 1, states);
        OracleFile.AssertClose("logits", ToFloats(expected), logits, tolerance);
        OracleFile.AssertClose("h_out", ToFloats(hidden), states[0], tolerance);
        if (description.HasCellState)
        {
            OracleFile.AssertClose("c_out", ToFloats(cell), states[1], tolerance);
        }
    }

    private static WeightsFile Rounded(WeightsFile weights)
    {
        IEnumerable<WeightTensor> tensors = Weights.Layout(weights.Metadata.Description).Select(entry =>
            new WeightTensor(entry.Name, entry.Shape, Array.ConvertAll(weights.Weights[entry.Name].Data, value => (float)(Half)value)));
        return new WeightsFile(weights.Metadata, new Weights(weights.Metadata.Description, tensors));
    }

    private static float[] ToFloats(double[][] rows) => [.. rows.SelectMany(row => row).Select(value => (float)value)];

    private static int[] RandomIds(ModelDescription description, int length, ulong seed)
    {
        RandomSource random = new(seed);
        return [.. Enumerable.Range(0, length).Select(_ => (int)(random.NextDouble() * description.VocabularySize))];
    }
}
