using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
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

    // The file was saved by the first version with format 1. The expected values are those of the pipeline before it was saved.
    [TestMethod]
    public void A_pipeline_that_an_earlier_version_saved_gives_the_same_scores_and_texts()
    {
        // The second score is the mean of the bits, the end of the line included.
        (string Text, string Next, float[] Score, float[] Bits)[] expected =
        [
            ("the cat", "yhmsjmfmshmvssmms", [0, 7.034612f, -39.008175f], [7.9301734f, 4.4674983f, 6.885839f, 10.987513f, 4.8177247f, 5.4885564f, 8.6345825f, 7.065012f]),
            ("", "fgzyzcmzzypzzzzzzzzzzzzzzzzzzzzzzzzzzzzz", [0, float.NaN, 0], []),
            (
                "a longer text than is scored", "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz", [0, 7.860835f, -70.833305f],
                [6.865103f, 8.862276f, 9.762432f, 6.777668f, 5.169645f, 7.5272307f, 9.690462f, 8.052437f, 10.903749f, 6.7434754f, 7.6351933f, 6.4360757f, 7.765106f]),
            ("naïve", "zzwzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz", [1, 8.571864f, -35.64938f], [6.3296757f, 8.050967f, 20, 5.194466f, 4.8086524f, 7.0474224f]),
        ];
        mlContext.RegisterCharRnn();
        using TransformerChain<ITransformer> loaded = (TransformerChain<ITransformer>)mlContext.Model.Load(Data.SavedPipelinePath, out _);
        IDataView view = loaded.Transform(mlContext.Data.LoadFromEnumerable(expected.Select(row => new Line { Text = row.Text }).ToList()));
        CollectionAssert.AreEqual(expected.Select(row => row.Next).ToArray(), view.GetColumn<string>("Next").ToArray());
        foreach ((float[] first, float[] second) in expected.Select(row => row.Score).Concat(expected.Select(row => row.Bits))
            .Zip(view.GetColumn<float[]>("Score").Concat(view.GetColumn<float[]>("Bits")), (first, second) => (first, second)))
        {
            Assert.HasCount(first.Length, second);
            for (int i = 0; i < first.Length; i++)
            {
                Data.AreClose(first[i], second[i], "a text");
            }
        }
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
    public void A_model_is_stored_once_and_opened_once_however_many_transformers_use_it()
    {
        IDataView data = Data.View(mlContext, 3);
        using CharRnnModel opened = CharRnnModel.Load(Data.ModelPath);
        using TransformerChain<LikelihoodTransformer> chain = new EstimatorChain<ITransformer>()
            .Append(mlContext.Transforms.Text.ScoreSentenceLikelihood("Score", "Text", Data.ModelPath))
            .Append(mlContext.Transforms.Text.GenerateText("Next", "Text", opened, new TextGenerationOptions { MaxLength = 5 }))
            .Append(mlContext.Transforms.Text.ScoreSentenceLikelihood("Line", "Text", Data.LineModelPath))
            .Append(mlContext.Transforms.Text.ScoreSentenceLikelihood("Other", "Text", opened))
            .Fit(data);
        using MemoryStream file = Saved(chain);
        using (ZipArchive archive = new(file, ZipArchiveMode.Read, leaveOpen: true))
        {
            string[] models = [.. archive.Entries.Where(entry => entry.Length > 100_000).Select(entry => entry.FullName.Replace('\\', '/')).Order()];
            CollectionAssert.AreEqual(new[] { EntryOf(Data.ModelPath), EntryOf(Data.LineModelPath) }.Order().ToArray(), models);
        }

        file.Position = 0;
        mlContext.RegisterCharRnn();
        TransformerChain<ITransformer> loaded = (TransformerChain<ITransformer>)mlContext.Model.Load(file, out _);
        CharRnnModel[] used = [.. loaded.Cast<TextTransformer>().Select(ModelOf)];
        Assert.AreSame(used[0], used[1]);
        Assert.AreSame(used[0], used[3]);
        Assert.AreNotSame(used[0], used[2]);

        ((IDisposable)loaded.First()).Dispose();
        Data.AreScoresOf(opened, Data.Texts[0], loaded.Last().Transform(data).GetColumn<float[]>("Other").First());
        loaded.Dispose();
        Assert.ThrowsExactly<ObjectDisposedException>(() => new SentenceScorer(used[0]).Score("a"));
    }

    [TestMethod]
    public void A_loaded_pipeline_is_saved_with_its_models()
    {
        mlContext.RegisterCharRnn();
        using MemoryStream first = Saved();
        using LikelihoodTransformer loaded = (LikelihoodTransformer)mlContext.Model.Load(first, out _);
        using MemoryStream second = Saved(loaded);
        using LikelihoodTransformer again = (LikelihoodTransformer)mlContext.Model.Load(second, out _);
        Data.AreScoresOf(ModelOf(loaded), Data.Texts[0], again.Transform(Data.View(mlContext, 1)).GetColumn<float[]>("Score").Single());
    }

    [TestMethod]
    public void A_pipeline_without_its_model_is_refused_with_the_entry_that_is_missing() => Assert.AreEqual(
        $"Column 'Score': The pipeline lacks its model; the zip file must have the entry CharRnn/{new string('0', 64)}.onnx.",
        LoadingFails(SHA256.HashData(File.ReadAllBytes(Data.ModelPath)), new byte[32]));

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
    public void A_pipeline_of_a_newer_format_is_refused_with_both_numbers() => Assert.AreEqual(
        "Column 'Score': The pipeline has a CharRnn transformer of format 3; this version reads formats 1 and 2.",
        LoadingFails([.. "Score"u8, 2, 0, 0, 0], [.. "Score"u8, 3, 0, 0, 0]));

    [TestMethod]
    public void A_kind_that_is_not_known_is_refused_with_those_that_are() => Assert.AreEqual(
        "Column 'Score': The pipeline has a CharRnn transformer of kind 'likeliness'; this version knows likelihood, generation, detection, embedding, answer, classification and tagging.",
        LoadingFails("likelihood"u8, "likeliness"u8));

    [TestMethod]
    public void Settings_that_are_no_json_are_an_error_that_names_the_column() => StringAssert.StartsWith(
        LoadingFails("{\"output_column_name\""u8, "?"u8),
        "Column 'Score': The settings of the pipeline's CharRnn transformer cannot be read: ");

    [TestMethod]
    [DataRow(-1)]
    [DataRow(int.MinValue)]
    [DataRow(int.MaxValue)]
    public void A_length_that_the_file_does_not_have_asks_for_no_memory(int length)
    {
        byte[] lie = BitConverter.GetBytes(length);
        long before = GC.GetTotalAllocatedBytes(precise: true);
        Dictionary<string, string> messages = new()
        {
            ["The output column's name"] = LoadingFails([5, 0, 0, 0, .. "Score"u8], lie),
            ["Column 'Score': The kind"] = LoadingFails([10, 0, 0, 0, .. "likelihood"u8], lie),
            ["Column 'Score': The settings"] = LoadingFails([.. "likelihood"u8], [.. "likelihood"u8, .. lie]),
        };
        Assert.IsLessThan(500_000_000, GC.GetTotalAllocatedBytes(precise: true) - before);
        foreach ((string what, string message) in messages)
        {
            StringAssert.StartsWith(message, $"{what} of the pipeline's CharRnn transformer has {length} bytes; must be from 0 to the ");
        }
    }

    [TestMethod]
    [DataRow("{}")]
    [DataRow("""{"output_column_name":"Score","input_column_name":"Text","options":null}""")]
    [DataRow("""{"output_column_name":"Score","input_column_name":"Text","options":{"measures":["Loudness"]}}""")]
    public void Settings_that_lack_something_cannot_be_read(string settings) =>
        Assert.ThrowsExactly<JsonException>(() => SettingsJson.ReadLikelihood(settings));

    // Readers of format 1 look for them there.
    [TestMethod]
    public void What_ends_a_text_is_saved_with_the_sampling_options()
    {
        TextGenerationOptions options = new() { Stop = ["."], MinLength = 3, MaxLength = 50, Seed = ulong.MaxValue };
        string json = SettingsJson.Write(new GenerationSettings("Next", "Text", options));
        JsonElement saved = JsonElement.Parse(json).GetProperty("options");
        Assert.AreEqual(".", saved.GetProperty("sampling").GetProperty("stop")[0].GetString());
        Assert.AreEqual(3, saved.GetProperty("sampling").GetProperty("min_length").GetInt32());
        Assert.AreEqual(50, saved.GetProperty("length").GetInt32());
        TextGenerationOptions read = SettingsJson.ReadGeneration(json).Options;
        CollectionAssert.AreEqual(new[] { "." }, read.Stop.ToArray());
        Assert.AreEqual((3, 50, ulong.MaxValue), (read.MinLength, read.MaxLength, read.Seed));
        Assert.AreEqual(50, SettingsJson.ReadGeneration(json.Replace("\"min_length\":3", "\"min_length\":60", StringComparison.Ordinal)).Options.MinLength);
    }

    [TestMethod]
    public void A_model_that_is_damaged_in_the_file_is_an_error_that_names_the_column() => StringAssert.StartsWith(
        LoadingFails(File.ReadAllBytes(Data.ModelPath).AsSpan(0, 64), Enumerable.Repeat((byte)0xFF, 64).ToArray(), EntryOf(Data.ModelPath)),
        $"Column 'Score': The pipeline's model is damaged: the zip file's entry {EntryOf(Data.ModelPath)} has what belongs to ");

    [TestMethod]
    public void A_zip_file_whose_model_cannot_be_read_is_an_error_that_names_the_column()
    {
        byte[] file = Saved().ToArray();
        byte[] name = Encoding.ASCII.GetBytes(Path.GetFileName(EntryOf(Data.ModelPath)));
        file.AsSpan(file.AsSpan().IndexOf(name) + name.Length, 64).Fill(0xFF);
        StringAssert.StartsWith(
            LoadingFails(new MemoryStream(file)), $"Column 'Score': The pipeline's model is damaged: the zip file's entry {EntryOf(Data.ModelPath)} ");
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

    // Saves a pipeline, writes other bytes over some of it, and tells what loading says.
    private string LoadingFails(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> others, string entryName = "Model.key")
    {
        using MemoryStream file = Saved();
        using (ZipArchive archive = new(file, ZipArchiveMode.Update, leaveOpen: true))
        {
            using Stream entry = archive.Entries.Single(entry => entry.FullName.Replace('\\', '/').EndsWith(entryName, StringComparison.Ordinal)).Open();
            byte[] content = new byte[entry.Length];
            entry.ReadExactly(content);
            others.CopyTo(content.AsSpan(content.AsSpan().IndexOf(bytes)));
            entry.Position = 0;
            entry.Write(content);
        }

        file.Position = 0;
        return LoadingFails(file);
    }

    private string LoadingFails(Stream file)
    {
        mlContext.RegisterCharRnn();
        Exception? exception = Assert.Throws<Exception>(() => mlContext.Model.Load(file, out _));
        while (exception is not (InvalidModelException or null))
        {
            exception = exception.InnerException; // ML.NET wraps what a loader throws
        }

        return exception?.Message ?? "";
    }

    private MemoryStream Saved()
    {
        using LikelihoodTransformer transformer = mlContext.Transforms.Text.ScoreSentenceLikelihood("Score", "Text", Data.ModelPath).Fit(Data.View(mlContext, 1));
        return Saved(transformer);
    }

    private MemoryStream Saved(ITransformer transformer)
    {
        MemoryStream file = new();
        mlContext.Model.Save(transformer, null, file);
        file.Position = 0;
        return file;
    }

    private static string EntryOf(string modelPath) => $"CharRnn/{Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(modelPath)))}.onnx";

    private static CharRnnModel ModelOf(TextTransformer transformer)
    {
        CharRnnModel model = transformer.EnterModel();
        transformer.LeaveModel();
        return model;
    }
}
