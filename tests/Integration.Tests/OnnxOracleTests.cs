using System.Text;
using CharRnn.Export;
using CharRnn.Inference;
using CharRnn.Oracle;
using Microsoft.ML.OnnxRuntime;

namespace CharRnn.Integration.Tests;

/// <summary>Exported files, run by ONNX Runtime, against the numbers that PyTorch computed.</summary>
[TestClass]
public sealed class OnnxOracleTests
{
    private const double Tolerance = 1e-5;

    public static IEnumerable<object[]> Files => OracleFile.Paths.Select(path => (object[])[path]);

    [TestMethod]
    [DynamicData(nameof(Files))]
    public void Logits_and_final_states_in_one_pass_equal_PyTorch(string path)
    {
        OracleFile oracle = OracleFile.Load(path);
        CheckPieces(oracle, oracle.Forward.InputIds.Shape[1]);
    }

    [TestMethod]
    [DynamicData(nameof(Files))]
    public void Logits_and_final_states_one_character_at_a_time_equal_PyTorch(string path) => CheckPieces(OracleFile.Load(path), 1);

    [TestMethod]
    [DynamicData(nameof(Files))]
    public void Log_likelihoods_equal_PyTorch(string path)
    {
        OracleFile oracle = OracleFile.Load(path);
        (int rows, int columns) = (oracle.ScoreFromZeroState.InputIds.Shape[0], oracle.ScoreFromZeroState.InputIds.Shape[1]);
        for (int row = 0; row < rows; row++)
        {
            string text = ToText(oracle.ScoreFromZeroState.InputIds.Ids[(row * columns)..((row + 1) * columns)]);
            string start = text.EnumerateRunes().First().ToString();
            using CharRnnModel model = CharRnnModel.Load(ToOnnx(oracle, start));
            double actual = new SentenceScorer(model).Score(text[start.Length..]).LogLikelihood;
            Assert.AreEqual(oracle.ScoreFromZeroState.LogLikelihoods[row], actual, Tolerance, $"row {row}");
        }
    }

    /// <summary>Feeds the oracle's ids in pieces of some columns, the states carried by hand.</summary>
    private static void CheckPieces(OracleFile oracle, int pieceLength)
    {
        OracleForward forward = oracle.Forward;
        (int batch, int sequence) = (forward.InputIds.Shape[0], forward.InputIds.Shape[1]);
        int vocabulary = oracle.VocabularySize;
        using InferenceSession session = new(ToOnnx(oracle, "A"));
        using RunOptions runOptions = new();
        long[] stateShape = [.. forward.HIn.Shape.Select(size => (long)size)];
        string[] states = oracle.Description.Cell == Cell.Lstm ? ["h", "c"] : ["h"];
        float[][] values = [.. ((OracleTensor?[])[forward.HIn, forward.CIn]).Take(states.Length).Select(state => state!.Floats)];
        float[] logits = new float[batch * sequence * vocabulary];
        for (int from = 0; from < sequence; from += pieceLength)
        {
            int length = Math.Min(pieceLength, sequence - from);
            long[] ids = [.. Enumerable.Range(0, batch).SelectMany(row => forward.InputIds.Ids.Skip((row * sequence) + from).Take(length)).Select(id => (long)id)];
            using OrtValue idsValue = OrtValue.CreateTensorValueFromMemory(ids, [batch, length]);
            OrtValue[] stateValues = [.. values.Select(value => OrtValue.CreateTensorValueFromMemory(value, stateShape))];
            using IDisposableReadOnlyCollection<OrtValue> outputs = session.Run(
                runOptions,
                ["input_ids", .. states.Select(state => $"{state}_in")],
                [idsValue, .. stateValues],
                ["logits", .. states.Select(state => $"{state}_out")]);
            float[] piece = outputs[0].GetTensorDataAsSpan<float>().ToArray();
            for (int row = 0; row < batch; row++)
            {
                piece.AsSpan(row * length * vocabulary, length * vocabulary).CopyTo(logits.AsSpan(((row * sequence) + from) * vocabulary));
            }

            values = [.. outputs.Skip(1).Select(output => output.GetTensorDataAsSpan<float>().ToArray())];
            Array.ForEach(stateValues, value => value.Dispose());
        }

        OracleFile.AssertClose("logits", forward.Logits.Floats, logits, Tolerance);
        OracleFile.AssertClose("h_out", forward.HOut.Floats, values[0], Tolerance);
        if (forward.COut is not null)
        {
            OracleFile.AssertClose("c_out", forward.COut.Floats, values[1], Tolerance);
        }
    }

    private static byte[] ToOnnx(OracleFile oracle, string start)
    {
        Vocabulary vocabulary = Vocabulary.FromRunes(ToText([.. Enumerable.Range(0, oracle.VocabularySize)]).EnumerateRunes());
        ModelMetadata metadata = new(oracle.Description with { Start = start }, vocabulary, new TrainingRecord());
        return OnnxExporter.ToBytes(new WeightsFile(metadata, oracle.ToWeights()));
    }

    // Letters from 'A' on, and beyond them whatever comes, so that ids are in order of code point.
    private static string ToText(int[] ids) => string.Concat(ids.Select(id => new Rune('A' + id)));
}
