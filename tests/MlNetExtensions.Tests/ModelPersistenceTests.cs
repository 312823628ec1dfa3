using CharRnn.Inference;
using CharRnn.MlNetExtensions.Internals;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace CharRnn.MlNetExtensions.Tests;

[TestClass]
public sealed class ModelPersistenceTests
{
    private readonly MLContext mlContext = new();

    [TestMethod]
    public void A_loaded_pipeline_scores_exactly_as_the_saved_one()
    {
        IDataView data = Data.View(mlContext, 100);
        LikelihoodOptions options = new()
        {
            Measures = [LikelihoodMeasure.BitsPerCharacter, LikelihoodMeasure.LogLikelihood],
            SurprisalColumnName = "Bits",
            BatchSize = 8,
            LookAhead = 16,
            MaximumLength = 50,
            LongTexts = LongTextPolicy.Truncate,
        };
        using TransformerChain<LikelihoodTransformer> chain = new EstimatorChain<ITransformer>()
            .Append(mlContext.Transforms.Text.ScoreSentenceLikelihood("Other", "Text", Data.ModelPath))
            .Append(mlContext.Transforms.Text.ScoreSentenceLikelihood("Score", "Text", Data.ModelPath, options))
            .Fit(data);
        using MemoryStream file = new();
        mlContext.Model.Save(chain, data.Schema, file);

        MLContext other = new();
        other.RegisterCharRnn();
        other.RegisterCharRnn();
        file.Position = 0;
        using TransformerChain<ITransformer> loaded = (TransformerChain<ITransformer>)other.Model.Load(file, out DataViewSchema schema);
        CollectionAssert.AreEqual(data.Schema.Select(column => column.Name).ToArray(), schema.Select(column => column.Name).ToArray());
        foreach (string column in (string[])["Other", "Score", "Bits"])
        {
            foreach ((float[] expected, float[] actual) in chain.Transform(data).GetColumn<float[]>(column).Zip(loaded.Transform(data).GetColumn<float[]>(column)))
            {
                CollectionAssert.AreEqual(expected, actual);
            }
        }

        Assert.AreEqual(
            string.Join("; ", chain.GetOutputSchema(data.Schema)),
            string.Join("; ", loaded.GetOutputSchema(data.Schema)));
    }

    [TestMethod]
    public void A_transformer_saves_by_itself_and_from_a_model_that_the_caller_opened()
    {
        using CharRnnModel model = CharRnnModel.Load(Data.ModelPath);
        using LikelihoodTransformer transformer = mlContext.Transforms.Text.ScoreSentenceLikelihood("Score", "Text", model).Fit(Data.View(mlContext, 1));
        using TemporaryFolder folder = new();
        string path = folder.File("pipeline.zip");
        mlContext.Model.Save(transformer, null, path);
        mlContext.RegisterCharRnn();
        using LikelihoodTransformer loaded = (LikelihoodTransformer)mlContext.Model.Load(path, out DataViewSchema schema);
        Assert.IsNull(schema);
        Data.AreScoresOf(model, Data.Texts[0], loaded.Transform(Data.View(mlContext, 1)).GetColumn<float[]>("Score").Single());
    }

    [TestMethod]
    public void Forgetting_the_registration_is_an_error_that_names_the_line()
    {
        using MemoryStream file = Saved();
        Exception exception = Assert.Throws<Exception>(() => new MLContext().Model.Load(file, out _));
        Assert.AreEqual(
            "The pipeline has a transformer of CharRnn. Call mlContext.RegisterCharRnn() before mlContext.Model.Load.",
            exception.GetBaseException().Message);
    }

    [TestMethod]
    public void A_pipeline_of_a_newer_format_is_refused_with_both_numbers()
    {
        using MemoryStream file = Saved();
        using (System.IO.Compression.ZipArchive archive = new(file, System.IO.Compression.ZipArchiveMode.Update, leaveOpen: true))
        {
            System.IO.Compression.ZipArchiveEntry entry = archive.Entries.Single(entry => entry.Name == "Model.key");
            using Stream stream = entry.Open();
            byte[] content = new byte[stream.Length];
            stream.ReadExactly(content);
            byte[] format = [1, 0, 0, 0, 10, .. "likelihood"u8]; // and then the kind, with its length
            content[content.AsSpan().IndexOf(format)] = 2;
            stream.Position = 0;
            stream.Write(content);
        }

        file.Position = 0;
        mlContext.RegisterCharRnn();
        Exception exception = Assert.Throws<Exception>(() => mlContext.Model.Load(file, out _));
        Assert.AreEqual("The pipeline has a CharRnn transformer of format 2; this version reads format 1.", exception.GetBaseException().Message);
    }

    [TestMethod]
    [DataRow("{}")]
    [DataRow("""{"output_column_name":"Score","input_column_name":"Text","options":null}""")]
    [DataRow("""{"output_column_name":"Score","input_column_name":"Text","options":{"measures":["Loudness"]}}""")]
    public void Settings_that_lack_something_cannot_be_read(string settings) =>
        Assert.ThrowsExactly<System.Text.Json.JsonException>(() => SettingsJson.ReadLikelihood(settings));

    [TestMethod]
    public void A_model_that_is_damaged_in_the_file_is_an_error_that_names_the_column()
    {
        using MemoryStream file = Saved();
        using (System.IO.Compression.ZipArchive archive = new(file, System.IO.Compression.ZipArchiveMode.Update, leaveOpen: true))
        {
            System.IO.Compression.ZipArchiveEntry entry = archive.Entries.Single(entry => entry.Name == "Model.key");
            using Stream stream = entry.Open();
            byte[] content = new byte[stream.Length];
            stream.ReadExactly(content);
            int model = content.AsSpan().IndexOf(File.ReadAllBytes(Data.ModelPath).AsSpan(0, 64));
            content.AsSpan(model, 64).Fill(0xFF);
            stream.Position = 0;
            stream.Write(content);
        }

        file.Position = 0;
        mlContext.RegisterCharRnn();
        InvalidModelException? exception = null;
        for (Exception? inner = Assert.Throws<Exception>(() => mlContext.Model.Load(file, out _)); exception is null && inner is not null; inner = inner.InnerException)
        {
            exception = inner as InvalidModelException;
        }

        StringAssert.StartsWith(exception?.Message, "Column 'Score': The pipeline's model is not an ONNX file that ONNX Runtime can open: ");
    }

    [TestMethod]
    public void Loading_takes_no_file_but_the_pipelines()
    {
        using TemporaryFolder folder = new();
        string copy = folder.File("copy.onnx");
        File.Copy(Data.ModelPath, copy);
        using MemoryStream file = new();
        using (LikelihoodTransformer transformer = mlContext.Transforms.Text.ScoreSentenceLikelihood("Score", "Text", copy).Fit(Data.View(mlContext, 1)))
        {
            File.Delete(copy);
            mlContext.Model.Save(transformer, null, file);
        }

        file.Position = 0;
        mlContext.RegisterCharRnn();
        using LikelihoodTransformer loaded = (LikelihoodTransformer)mlContext.Model.Load(file, out _);
        Assert.IsLessThan(-1, loaded.Transform(Data.View(mlContext, 1)).GetColumn<float[]>("Score").Single()[0]);
    }

    private MemoryStream Saved()
    {
        MemoryStream file = new();
        using LikelihoodTransformer transformer = mlContext.Transforms.Text.ScoreSentenceLikelihood("Score", "Text", Data.ModelPath).Fit(Data.View(mlContext, 1));
        mlContext.Model.Save(transformer, null, file);
        file.Position = 0;
        return file;
    }
}
