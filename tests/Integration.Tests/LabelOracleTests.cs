using CharRnn.Export;
using CharRnn.Inference;
using CharRnn.Oracle;

namespace CharRnn.Integration.Tests;

/// <summary>Exported networks in both directions, run by ONNX Runtime, against the numbers that PyTorch computed.</summary>
[TestClass]
public sealed class LabelOracleTests
{
    public static IEnumerable<object[]> Files =>
        from path in LabelOracle.Paths
        from precision in Enum.GetValues<Precision>()
        select (object[])[path, precision];

    [TestMethod]
    [DynamicData(nameof(Files))]
    public void Labels_and_their_probabilities_equal_PyTorch(string path, Precision precision)
    {
        LabelOracle oracle = LabelOracle.Load(path);
        double tolerance = precision switch { Precision.Fp32 => 1e-5, Precision.Fp16 => 1e-3, _ => 0.03 };
        using CharRnnModel model = CharRnnModel.Load(OnnxExporter.ToBytes(oracle.ToFile(), precision));
        (int rows, int columns, int labels) = (oracle.InputIds.Shape[0], oracle.InputIds.Shape[1], oracle.Description.LabelCount);
        string[] texts = [.. Enumerable.Range(0, rows).Select(row => model.Vocabulary.Decode(oracle.InputIds.Ids.AsSpan(row * columns, columns)))];
        float[][] expected = [.. oracle.Logits.Floats.Chunk(labels).Select(Softmax)];
        if (oracle.Description.Task == ModelTask.Classify)
        {
            TextClass[] classes = [.. new TextClassifier(model).Classify(texts)];
            for (int row = 0; row < rows; row++)
            {
                OracleFile.AssertClose($"row {row}", expected[row], [.. classes[row].Probabilities], tolerance);
                Assert.AreEqual(classes[row].Probabilities.Max(), classes[row].Probability);
            }

            return;
        }

        TextTags[] tags = [.. new TextTagger(model).Tag(texts)];
        for (int place = 0; place < rows * columns; place++)
        {
            (int row, int column) = (place / columns, place % columns);
            Assert.AreEqual(expected[place][tags[row].Ids[column]], tags[row].Probabilities[column], tolerance, $"row {row}, column {column}");
            Assert.IsLessThanOrEqualTo(expected[place][tags[row].Ids[column]] + tolerance, expected[place].Max());
        }
    }

    private static float[] Softmax(float[] logits)
    {
        double[] powers = Array.ConvertAll(logits, logit => Math.Exp(logit));
        return Array.ConvertAll(powers, power => (float)(power / powers.Sum()));
    }
}
