using System.IO.Compression;
using CharRnn.Inference;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace CharRnn.MlNetExtensions.Tests;

[TestClass]
public sealed class EmbeddingTransformerTests : IDisposable
{
    private static readonly TextEmbeddingOptions Everything = new()
    {
        Pooling = EmbeddingPooling.MeanAndLast,
        Layers = EmbeddingLayers.All,
        Measures = [LikelihoodMeasure.BitsPerCharacter, LikelihoodMeasure.CharacterCount],
        EmptyTextBitsPerCharacter = 20,
    };

    private readonly MLContext mlContext = new(seed: 1);
    private readonly CharRnnModel model = CharRnnModel.Load(Data.ModelPath);

    public void Dispose() => model.Dispose();

    [TestMethod]
    [DataRow(1, 1)]
    [DataRow(3, 2)]
    [DataRow(32, 0)]
    public void Vectors_are_those_of_the_embedder_and_measures_those_of_the_scorer(int batchSize, int threads)
    {
        TextEmbedder embedder = new(model, new EmbeddingOptions { Pooling = EmbeddingPooling.MeanAndLast });
        TextEmbeddingOptions options = new() { Pooling = EmbeddingPooling.MeanAndLast, Measures = Enum.GetValues<LikelihoodMeasure>(), BatchSize = batchSize, LookAhead = 32, Threads = threads };
        IDataView embedded = mlContext.Transforms.Text.EmbedText("Features", "Text", model, options).Fit(Rows).Transform(Rows);
        float[][] vectors = [.. embedded.GetColumn<float[]>("Features")];
        Assert.HasCount(40, vectors);
        for (int i = 0; i < vectors.Length; i++)
        {
            string text = Data.Texts[i % Data.Texts.Length];
            AreClose(embedder.Embed(text).Values.Span, vectors[i].AsSpan(..^5), text);
            Data.AreScoresOf(model, text, vectors[i].AsSpan()[^5..]);
        }
    }

    [TestMethod]
    public void Slots_have_names_in_the_data_and_in_the_shape()
    {
        int hidden = model.Description.HiddenSize;
        EmbeddingEstimator estimator = mlContext.Transforms.Text.EmbedText("Features", "Text", Data.ModelPath, Everything);
        using EmbeddingTransformer transformer = estimator.Fit(Rows);
        VBuffer<ReadOnlyMemory<char>> names = default;
        transformer.GetOutputSchema(Rows.Schema)["Features"].GetSlotNames(ref names);
        string[] slots = [.. names.DenseValues().Select(name => name.ToString())];
        CollectionAssert.AreEqual((string[])[.. new TextEmbedder(model, Everything.ForEmbedder()).Names, "BitsPerCharacter", "CharacterCount"], slots);
        Assert.AreEqual((2 * hidden) + 2, slots.Length);
        Assert.AreEqual("Mean.Layer1.Hidden17", slots[16]);
        SchemaShape.Column column = estimator.GetOutputSchema(Data.Shape(Rows)).Single(column => column.Name == "Features");
        Assert.AreEqual((SchemaShape.Column.VectorKind.Vector, (DataViewType)NumberDataViewType.Single), (column.Kind, column.ItemType));
        Assert.IsTrue(column.Annotations.Any(annotation => annotation.Name == "SlotNames"));
    }

    [TestMethod]
    public void An_empty_text_has_NaN_states_and_its_own_measures()
    {
        using EmbeddingTransformer transformer = mlContext.Transforms.Text.EmbedText("Features", "Text", Data.ModelPath, Everything).Fit(Rows);
        IDataView rows = mlContext.Data.LoadFromEnumerable([new Line { Text = "" }, new Line { Text = null }, new Line { Text = "a" }]);
        float[][] vectors = [.. transformer.Transform(rows).GetColumn<float[]>("Features")];
        foreach (float[] empty in vectors[..2])
        {
            Assert.IsTrue(empty[..^2].All(float.IsNaN));
            CollectionAssert.AreEqual(new float[] { 20, 0 }, empty[^2..]);
        }

        Assert.IsFalse(vectors[2].Any(float.IsNaN));
    }

    [TestMethod]
    public void A_loaded_pipeline_and_a_prediction_engine_give_the_same_vectors()
    {
        using EmbeddingTransformer transformer = mlContext.Transforms.Text.EmbedText("Features", "Text", Data.ModelPath, Everything).Fit(Rows);
        using MemoryStream file = new();
        mlContext.Model.Save(transformer, Rows.Schema, file);
        MLContext other = new();
        other.RegisterCharRnn();
        ITransformer loaded = other.Model.Load(file, out _);
        float[][] expected = [.. transformer.Transform(Rows).GetColumn<float[]>("Features")];
        float[][] actual = [.. loaded.Transform(Rows).GetColumn<float[]>("Features")];
        Assert.AreEqual(string.Join("; ", transformer.GetOutputSchema(Rows.Schema)), string.Join("; ", loaded.GetOutputSchema(Rows.Schema)));
        using PredictionEngine<Line, Embedded> engine = other.Model.CreatePredictionEngine<Line, Embedded>(loaded);
        for (int i = 0; i < expected.Length; i++)
        {
            CollectionAssert.AreEqual(expected[i], actual[i]);
            AreClose(expected[i], engine.Predict(new Line { Text = Data.Texts[i % Data.Texts.Length] }).Features, $"row {i}");
        }

        (loaded as IDisposable)?.Dispose();
    }

    [TestMethod]
    public void A_trainer_learns_from_cached_vectors()
    {
        IDataView rows = Data.View(mlContext, Data.LabelledRows);
        using TransformerChain<BinaryPredictionTransformer<Microsoft.ML.Calibrators.CalibratedModelParametersBase<Microsoft.ML.Trainers.LinearBinaryModelParameters, Microsoft.ML.Calibrators.PlattCalibrator>>> chain =
            mlContext.Transforms.Text.EmbedText("Features", "Text", Data.ModelPath)
                .AppendCacheCheckpoint(mlContext)
                .Append(mlContext.BinaryClassification.Trainers.SdcaLogisticRegression())
                .Fit(rows);
        Assert.AreEqual(1.0, mlContext.BinaryClassification.Evaluate(chain.Transform(rows)).Accuracy);
    }

    [TestMethod]
    public void A_long_text_is_embedded_whole_cut_or_refused()
    {
        string text = Data.Texts[0];
        IDataView rows = mlContext.Data.LoadFromEnumerable([new Line { Text = text }]);
        AreClose(Embed(text), Vector(LongTextPolicy.ScoreInChunks), text);
        AreClose(Embed(text[..10]), Vector(LongTextPolicy.Truncate), text);
        StringAssert.Contains(Assert.ThrowsExactly<InvalidOperationException>(() => Vector(LongTextPolicy.Error)).Message, "Column 'Text', row 0: The text has 56 characters; must be at most 10");

        float[] Embed(string of) => new TextEmbedder(model).Embed(of).Values.ToArray();

        float[] Vector(LongTextPolicy policy) => mlContext.Transforms.Text
            .EmbedText("Features", "Text", model, new TextEmbeddingOptions { MaximumLength = 10, LongTexts = policy })
            .Fit(rows).Transform(rows).GetColumn<float[]>("Features").Single();
    }

    [TestMethod]
    public void A_model_without_hidden_states_is_refused_and_still_scores()
    {
        byte[] old = ModelOf(Data.SavedPipelinePath);
        using CharRnnModel earlier = CharRnnModel.Load(old, new CharRnnModelOptions { Name = "old" });
        Assert.AreEqual(
            "Column 'Features': The model old has no output hidden, because an earlier version exported it. To embed texts, export its weights again (charrnn export).",
            Assert.ThrowsExactly<InvalidModelException>(() => mlContext.Transforms.Text.EmbedText("Features", "Text", earlier)).Message);
        mlContext.Transforms.Text.ScoreSentenceLikelihood("Score", "Text", earlier).Fit(Rows);
    }

    [TestMethod]
    public void Options_and_columns_that_do_not_fit_are_refused()
    {
        Assert.AreEqual(
            "Column 'Features': Measures is BitsPerCharacter, BitsPerCharacter; must have each once. Column 'Features': Pooling is 9; must be Mean, Last or MeanAndLast.",
            Assert.ThrowsExactly<InvalidOptionsException>(() => mlContext.Transforms.Text.EmbedText(
                "Features", "Text", model, new TextEmbeddingOptions { Pooling = (EmbeddingPooling)9, Measures = [LikelihoodMeasure.BitsPerCharacter, LikelihoodMeasure.BitsPerCharacter] })).Message);
        IDataView vectors = mlContext.Data.LoadFromEnumerable([new Lines { Texts = ["a", "b"] }]);
        StringAssert.Contains(
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => mlContext.Transforms.Text.EmbedText("Features", "Texts", model).Fit(vectors)).Message,
            "expected String, got Vector<String>");
    }

    private IDataView Rows => field ??= Data.View(mlContext, 40);

    // In format 1 the model is the end of the transformer's entry.
    private static byte[] ModelOf(string pipeline)
    {
        using ZipArchive zip = ZipFile.OpenRead(pipeline);
        foreach (ZipArchiveEntry entry in zip.Entries.OrderByDescending(entry => entry.Length))
        {
            using Stream stream = entry.Open();
            using MemoryStream copy = new();
            stream.CopyTo(copy);
            byte[] bytes = copy.ToArray();
            ReadOnlySpan<byte> head = [0x08, 8, 0x12, 7, .. "CharRnn"u8]; // IR version 8, producer CharRnn
            int start = bytes.AsSpan().IndexOf(head);
            if (start >= 0)
            {
                return bytes[start..(start + BitConverter.ToInt32(bytes, start - sizeof(int)))];
            }
        }

        throw new InvalidOperationException($"{pipeline} has no model.");
    }

    private static void AreClose(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, string what)
    {
        Assert.AreEqual(expected.Length, actual.Length, what);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.AreEqual(expected[i], actual[i], 1e-5f, $"{what}: slot {i}");
        }
    }

    private sealed class Embedded
    {
        public float[] Features { get; set; } = [];
    }
}
