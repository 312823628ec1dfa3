using CharRnn.Inference;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace CharRnn.MlNetExtensions.Tests;

[TestClass]
public sealed class ClassificationTransformerTests : IDisposable
{
    private static readonly string Path = System.IO.Path.Combine(AppContext.BaseDirectory, "data", "upper-or-lower.onnx");

    private readonly MLContext mlContext = new(seed: 1);
    private readonly CharRnnModel model = CharRnnModel.Load(Path);

    public void Dispose() => model.Dispose();

    private IDataView Rows => Data.View(mlContext, 40);

    [TestMethod]
    [DataRow(1, 1)]
    [DataRow(32, 0)]
    public void Columns_are_those_of_the_classifier(int batchSize, int threads)
    {
        TextLabelOptions options = new() { BatchSize = batchSize, LookAhead = 32, Threads = threads };
        using ClassificationTransformer transformer = mlContext.Transforms.Text.ClassifyText("Text", model, options).Fit(Rows);
        IDataView classified = transformer.Transform(Rows);
        string[] labels = [.. classified.GetColumn<string>("PredictedLabel")];
        float[][] scores = [.. classified.GetColumn<float[]>("Score")];
        float[] probabilities = [.. classified.GetColumn<float>("Probability")];
        TextClassifier classifier = new(model);
        for (int i = 0; i < labels.Length; i++)
        {
            TextClass expected = classifier.Classify(Data.Texts[i % Data.Texts.Length]);
            Assert.AreEqual(expected.Label ?? "", labels[i]);
            Data.AreClose(expected.Probability, probabilities[i], "probability");
            Data.AreClose(expected.Probabilities[0], scores[i][0], "score");
            Assert.HasCount(2, scores[i]);
        }

        VBuffer<ReadOnlyMemory<char>> names = default;
        classified.Schema["Score"].GetSlotNames(ref names);
        CollectionAssert.AreEqual((string[])["down", "up"], names.DenseValues().Select(name => name.ToString()).ToArray());
    }

    [TestMethod]
    public void A_loaded_pipeline_and_a_prediction_engine_give_the_same()
    {
        using ClassificationTransformer transformer = mlContext.Transforms.Text.ClassifyText("Text", Path).Fit(Rows);
        using MemoryStream file = new();
        mlContext.Model.Save(transformer, Rows.Schema, file);
        MLContext other = new();
        other.RegisterCharRnn();
        ITransformer loaded = other.Model.Load(file, out _);
        Assert.AreEqual(string.Join("; ", transformer.GetOutputSchema(Rows.Schema)), string.Join("; ", loaded.GetOutputSchema(Rows.Schema)));
        CollectionAssert.AreEqual(
            transformer.Transform(Rows).GetColumn<string>("PredictedLabel").ToArray(), loaded.Transform(Rows).GetColumn<string>("PredictedLabel").ToArray());
        using PredictionEngine<Line, Classified> engine = other.Model.CreatePredictionEngine<Line, Classified>(loaded);
        Assert.AreEqual("up", engine.Predict(new Line { Text = "SPEAK, SPEAK." }).PredictedLabel);
        Classified found = engine.Predict(new Line { Text = "speak, speak." });
        Assert.AreEqual("down", found.PredictedLabel);
        Assert.AreEqual(found.Probability, found.Score[0]);
    }

    [TestMethod]
    public void Shapes_errors_and_models_for_other_tasks()
    {
        ClassificationEstimator estimator = mlContext.Transforms.Text.ClassifyText("Text", Path);
        using ClassificationTransformer transformer = estimator.Fit(Rows);
        SchemaShape shape = estimator.GetOutputSchema(Data.Shape(Rows));
        CollectionAssert.IsSubsetOf((string[])["PredictedLabel", "Score", "Probability"], shape.Select(column => column.Name).ToArray());
        StringAssert.StartsWith(
            Assert.ThrowsExactly<InvalidOptionsException>(() => mlContext.Transforms.Text.ClassifyText("Text", Path, new TextLabelOptions { BatchSize = 0, Threads = -1 })).Message,
            "Column 'PredictedLabel': BatchSize is 0; must be from 1 to 1024.");
        StringAssert.Contains(
            Assert.ThrowsExactly<InvalidModelException>(() => mlContext.Transforms.Text.ClassifyText("Text", Data.ModelPath)).Message,
            "is a model that predicts the next token; here one that labels whole texts is needed.");
        StringAssert.Contains(
            Assert.ThrowsExactly<InvalidModelException>(() => mlContext.Transforms.Text.EmbedText("Features", "Text", Path)).Message, "use charrnn classify, or in code TextClassifier.");
    }

    private sealed class Classified
    {
        public string PredictedLabel { get; set; } = "";

        public float[] Score { get; set; } = [];

        public float Probability { get; set; }
    }
}
