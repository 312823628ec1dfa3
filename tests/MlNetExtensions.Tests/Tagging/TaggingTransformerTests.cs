using CharRnn.Inference;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace CharRnn.MlNetExtensions.Tests;

/// <summary>TagText with a network in both directions, which marks each letter that a space follows.</summary>
[TestClass]
public sealed class TaggingTransformerTests : IDisposable
{
    private static readonly string Path = System.IO.Path.Combine(AppContext.BaseDirectory, "data", "word-ends.onnx");

    private readonly MLContext mlContext = new(seed: 1);
    private readonly CharRnnModel model = CharRnnModel.Load(Path);

    public void Dispose() => model.Dispose();

    private IDataView Rows => Data.View(mlContext, 40);

    [TestMethod]
    [DataRow(1, 1)]
    [DataRow(32, 0)]
    public void Columns_are_those_of_the_tagger(int batchSize, int threads)
    {
        TextLabelOptions options = new() { BatchSize = batchSize, LookAhead = 32, Threads = threads };
        using TaggingTransformer transformer = mlContext.Transforms.Text.TagText("Text", model, options).Fit(Rows);
        IDataView tagged = transformer.Transform(Rows);
        string[][] labels = [.. tagged.GetColumn<string[]>("PredictedLabel")];
        float[][] probabilities = [.. tagged.GetColumn<float[]>("Probability")];
        Assert.HasCount(40, labels);
        TextTagger tagger = new(model);
        for (int i = 0; i < labels.Length; i++)
        {
            string text = Data.Texts[i % Data.Texts.Length];
            TextTags expected = tagger.Tag(text);
            CollectionAssert.AreEqual(expected.Labels.ToArray(), labels[i]);
            Assert.HasCount(text.EnumerateRunes().Count(), probabilities[i]);
            for (int place = 0; place < labels[i].Length; place++)
            {
                Data.AreClose(expected.Probabilities[place], probabilities[i][place], text);
            }
        }
    }

    [TestMethod]
    public void A_loaded_pipeline_and_a_prediction_engine_give_the_same()
    {
        using TaggingTransformer transformer = mlContext.Transforms.Text.TagText("Text", Path).Fit(Rows);
        using MemoryStream file = new();
        mlContext.Model.Save(transformer, Rows.Schema, file);
        MLContext other = new();
        other.RegisterCharRnn();
        ITransformer loaded = other.Model.Load(file, out _);
        Assert.AreEqual(string.Join("; ", transformer.GetOutputSchema(Rows.Schema)), string.Join("; ", loaded.GetOutputSchema(Rows.Schema)));
        using PredictionEngine<Line, Tagged> engine = other.Model.CreatePredictionEngine<Line, Tagged>(loaded);
        foreach (string text in (string[])["the cat sat", "", "a", "the cat sat"]) // shorter and longer than the row before
        {
            Tagged found = engine.Predict(new Line { Text = text });
            Assert.AreEqual(WordEnds(text), string.Concat(found.PredictedLabel));
            Assert.HasCount(text.Length, found.Probability);
            Assert.IsTrue(found.Probability.All(probability => probability is > 0.5f and <= 1));
        }

        (loaded as IDisposable)?.Dispose();
    }

    [TestMethod]
    public void Labels_become_keys_as_any_texts_do()
    {
        IDataView rows = mlContext.Data.LoadFromEnumerable([new Line { Text = "a b" }, new Line { Text = "" }]);
        IEstimator<ITransformer> pipeline = mlContext.Transforms.Text.TagText("Text", model).Append(mlContext.Transforms.Conversion.MapValueToKey("Key", "PredictedLabel"));
        uint[][] keys = [.. pipeline.Fit(rows).Transform(rows).GetColumn<uint[]>("Key")];
        CollectionAssert.AreEqual((uint[])[1, 2, 2], keys[0], "^ . .");
        Assert.IsEmpty(keys[1]);
    }

    [TestMethod]
    public void Shapes_errors_and_models_for_other_tasks()
    {
        TaggingEstimator estimator = mlContext.Transforms.Text.TagText("Text", Path);
        using TaggingTransformer transformer = estimator.Fit(Rows);
        SchemaShape shape = estimator.GetOutputSchema(Data.Shape(Rows));
        SchemaShape.Column[] made = [.. shape.Where(column => column.Name is "PredictedLabel" or "Probability")];
        Assert.IsTrue(made.Length == 2 && made.All(column => column.Kind == SchemaShape.Column.VectorKind.VariableVector));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => estimator.Fit(mlContext.Data.LoadFromEnumerable<Tagged>([])));
        StringAssert.StartsWith(
            Assert.ThrowsExactly<InvalidOptionsException>(() => mlContext.Transforms.Text.TagText("Text", Path, new TextLabelOptions { BatchSize = 0, Threads = -1 })).Message,
            "Column 'PredictedLabel': BatchSize is 0; must be from 1 to 1024.");
        StringAssert.Contains(
            Assert.ThrowsExactly<InvalidModelException>(() => mlContext.Transforms.Text.TagText("Text", Data.ModelPath)).Message,
            "is a model that predicts the next token; here one that labels each token is needed.");
        TransformsCatalog.TextTransforms text = mlContext.Transforms.Text;
        foreach (Action other in (Action[])
        [
            () => text.ScoreSentenceLikelihood("Score", "Text", Path), () => text.DetectUnlikelyText("Text", Path), () => text.EmbedText("Features", "Text", Path),
            () => text.GenerateText("Next", "Text", Path), () => text.AnswerText("Answer", "Text", Path), () => text.ClassifyText("Text", Path),
        ])
        {
            StringAssert.Contains(Assert.ThrowsExactly<InvalidModelException>(other).Message, "use charrnn tag, or in code TextTagger.");
        }
    }

    private static string WordEnds(string text) => string.Concat(text.Select((_, i) => i + 1 < text.Length && text[i + 1] == ' ' ? '^' : '.'));

    private sealed class Tagged
    {
        public string[] PredictedLabel { get; set; } = [];

        public float[] Probability { get; set; } = [];
    }
}
