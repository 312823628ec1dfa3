using CharRnn.Export;
using CharRnn.Inference;
using CharRnn.MlNetExtensions;
using CharRnn.Oracle;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace CharRnn.Integration.Tests;

/// <summary>Exported networks in both directions, run by ONNX Runtime, against the numbers that PyTorch computed.</summary>
[TestClass]
public sealed class LabelOracleTests
{
    public static IEnumerable<object[]> Files =>
        from path in LabelOracle.Paths
        from precision in Enum.GetValues<Precision>()
        select (object[])[path, precision];

    public static IEnumerable<object[]> Paths => LabelOracle.Paths.Select(path => (object[])[path]);

    [TestMethod]
    [DynamicData(nameof(Files))]
    public void Labels_and_their_probabilities_equal_PyTorch(string path, Precision precision)
    {
        LabelOracle oracle = LabelOracle.Load(path);
        double tolerance = precision switch { Precision.Fp32 => 1e-5, Precision.Fp16 => 1e-3, _ => 0.03 };
        using CharRnnModel model = CharRnnModel.Load(OnnxExporter.ToBytes(oracle.ToFile(), precision));
        string[] texts = Texts(oracle, model);
        float[][] expected = Probabilities(oracle);
        if (oracle.Description.Task == ModelTask.Classify)
        {
            TextClass[] classes = [.. new TextClassifier(model).Classify(texts)];
            for (int row = 0; row < texts.Length; row++)
            {
                OracleFile.AssertClose($"row {row}", expected[row], [.. classes[row].Probabilities], tolerance);
                Assert.AreEqual(classes[row].Probabilities.Max(), classes[row].Probability);
            }

            return;
        }

        TextTags[] tags = [.. new TextTagger(model).Tag(texts)];
        int columns = oracle.InputIds.Shape[1];
        for (int place = 0; place < expected.Length; place++)
        {
            (int row, int column) = (place / columns, place % columns);
            Assert.AreEqual(expected[place][tags[row].Ids[column]], tags[row].Probabilities[column], tolerance, $"row {row}, column {column}");
            Assert.IsLessThanOrEqualTo(expected[place][tags[row].Ids[column]] + tolerance, expected[place].Max());
        }
    }

    [TestMethod]
    [DynamicData(nameof(Paths))]
    public void Columns_of_ML_NET_equal_PyTorch(string path)
    {
        LabelOracle oracle = LabelOracle.Load(path);
        using CharRnnModel model = CharRnnModel.Load(OnnxExporter.ToBytes(oracle.ToFile()));
        float[][] expected = Probabilities(oracle);
        MLContext mlContext = new();
        IDataView rows = mlContext.Data.LoadFromEnumerable(Texts(oracle, model).Select(text => new Row { Text = text }));
        if (oracle.Description.Task == ModelTask.Classify)
        {
            using ClassificationTransformer classifier = mlContext.Transforms.Text.ClassifyText("Text", model).Fit(rows);
            IDataView classified = classifier.Transform(rows);
            OracleFile.AssertClose("scores", [.. expected.SelectMany(row => row)], [.. classified.GetColumn<float[]>("Score").SelectMany(row => row)], 1e-5);
            CollectionAssert.AreEqual(Likeliest(expected), classified.GetColumn<string>("PredictedLabel").ToArray());
            return;
        }

        using TaggingTransformer tagger = mlContext.Transforms.Text.TagText("Text", model).Fit(rows);
        IDataView tagged = tagger.Transform(rows);
        CollectionAssert.AreEqual(Likeliest(expected), tagged.GetColumn<string[]>("PredictedLabel").SelectMany(row => row).ToArray());
        OracleFile.AssertClose("probabilities", [.. expected.Select(place => place.Max())], [.. tagged.GetColumn<float[]>("Probability").SelectMany(row => row)], 1e-5);
    }

    private static string[] Texts(LabelOracle oracle, CharRnnModel model) => [.. oracle.InputIds.Ids.Chunk(oracle.InputIds.Shape[1]).Select(row => model.Vocabulary.Decode(row))];

    private static float[][] Probabilities(LabelOracle oracle) => [.. oracle.Logits.Floats.Chunk(oracle.Description.LabelCount).Select(Softmax)];

    private static float[] Softmax(float[] logits)
    {
        double[] powers = Array.ConvertAll(logits, logit => Math.Exp(logit));
        return Array.ConvertAll(powers, power => (float)(power / powers.Sum()));
    }

    private static string[] Likeliest(float[][] probabilities) => [.. probabilities.Select(place => ((char)('A' + Array.IndexOf(place, place.Max()))).ToString())];

    private sealed class Row
    {
        public string Text { get; set; } = "";
    }
}
