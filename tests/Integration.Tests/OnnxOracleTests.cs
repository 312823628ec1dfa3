using System.Text;
using CharRnn.Export;
using CharRnn.Inference;
using CharRnn.Oracle;

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
    public void Logits_and_final_states_one_character_at_a_time_equal_PyTorch(string path)
    {
        OracleFile oracle = OracleFile.Load(path);
        CheckPieces(oracle, [.. Enumerable.Range(1, oracle.Forward.InputIds.Shape[1])]);
    }

    [TestMethod]
    [DynamicData(nameof(Files))]
    public void Logits_and_final_states_cut_anywhere_equal_PyTorch(string path)
    {
        OracleFile oracle = OracleFile.Load(path);
        int sequence = oracle.Forward.InputIds.Shape[1];
        for (int cut = 1; cut < sequence; cut++)
        {
            CheckPieces(oracle, cut, sequence);
        }
    }

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

    /// <summary>Feeds the oracle's ids in pieces that end at some columns, the states carried by hand.</summary>
    private static void CheckPieces(OracleFile oracle, params int[] ends)
    {
        OracleForward forward = oracle.Forward;
        (int batch, int sequence) = (forward.InputIds.Shape[0], forward.InputIds.Shape[1]);
        int vocabulary = oracle.VocabularySize;
        using OnnxRun run = new(ToOnnx(oracle, "A"), oracle.Description);
        float[][] values = [.. ((OracleTensor?[])[forward.HIn, forward.CIn]).Take(run.States.Length).Select(state => state!.Floats)];
        float[] logits = new float[batch * sequence * vocabulary];
        int from = 0;
        foreach (int end in ends)
        {
            int length = end - from;
            float[] piece = run.Read([.. Enumerable.Range(0, batch).SelectMany(row => forward.InputIds.Ids.Skip((row * sequence) + from).Take(length))], batch, values);
            for (int row = 0; row < batch; row++)
            {
                piece.AsSpan(row * length * vocabulary, length * vocabulary).CopyTo(logits.AsSpan(((row * sequence) + from) * vocabulary));
            }

            from = end;
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
