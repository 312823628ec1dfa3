using CharRnn.Inference;
using CharRnn.MlNetExtensions.Internals;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace CharRnn.MlNetExtensions.Tests;

/// <summary>Every mistake has one error, and it names the column.</summary>
[TestClass]
public sealed class LikelihoodErrorsTests : IDisposable
{
    private readonly MLContext mlContext = new();
    private readonly CharRnnModel model = CharRnnModel.Load(Data.ModelPath);

    public void Dispose() => model.Dispose();

    [TestMethod]
    public void A_missing_column()
    {
        LikelihoodEstimator estimator = mlContext.Transforms.Text.ScoreSentenceLikelihood("Score", "Sentence", model);
        const string message = "Could not find input column 'Sentence' (Parameter 'inputSchema')";
        Fails<ArgumentOutOfRangeException>(message, () => estimator.Fit(Data.View(mlContext, 1)));
        Fails<ArgumentOutOfRangeException>(message, () => new EstimatorChain<ITransformer>().Append(estimator).Fit(Data.View(mlContext, 1)));
        using LikelihoodTransformer transformer = mlContext.Transforms.Text.ScoreSentenceLikelihood("Score", "Text", model).Fit(Data.View(mlContext, 1));
        IDataView other = mlContext.Data.LoadFromEnumerable(new Lines[] { new() });
        Fails<ArgumentOutOfRangeException>("Could not find input column 'Text' (Parameter 'inputSchema')", () => transformer.Transform(other));
        Fails<ArgumentOutOfRangeException>("Could not find input column 'Text' (Parameter 'inputSchema')", () => transformer.GetRowToRowMapper(other.Schema));
    }

    [TestMethod]
    [DataRow("Number", "Single", "Single")]
    [DataRow("Three", "Vector<Single, 3>", "a vector of Single")]
    public void A_column_that_is_no_text(string column, string type, string shape)
    {
        LikelihoodEstimator estimator = mlContext.Transforms.Text.ScoreSentenceLikelihood("Score", column, model);
        string message = $"Schema mismatch for input column '{column}': expected String or a vector of String, got ";
        Fails<ArgumentOutOfRangeException>($"{message}{type} (Parameter 'inputSchema')", () => estimator.Fit(Data.View(mlContext, 1)));
        Fails<ArgumentOutOfRangeException>($"{message}{shape} (Parameter 'inputSchema')", () => new EstimatorChain<ITransformer>().Append(estimator).Fit(Data.View(mlContext, 1)));
    }

    [TestMethod]
    public void A_model_file_that_is_missing_or_broken()
    {
        FileNotFoundException missing = Assert.ThrowsExactly<FileNotFoundException>(
            () => mlContext.Transforms.Text.ScoreSentenceLikelihood("Score", "Text", "nowhere/model.onnx"));
        Assert.AreEqual("Column 'Score': The model file nowhere/model.onnx does not exist.", missing.Message);
        Assert.AreEqual("nowhere/model.onnx", missing.FileName);
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, [1, 2, 3]);
            InvalidModelException broken = Assert.ThrowsExactly<InvalidModelException>(
                () => mlContext.Transforms.Text.ScoreSentenceLikelihood("Score", "Text", path));
            StringAssert.StartsWith(broken.Message, $"Column 'Score': {path} is not an ONNX file: ");
        }
        finally
        {
            File.Delete(path);
        }
    }

    [TestMethod]
    public void Options_that_are_null()
    {
        Fails<InvalidOptionsException>(
            "Column 'Score': Measures is null; must be a list.",
            () => mlContext.Transforms.Text.ScoreSentenceLikelihood("Score", "Text", model, new LikelihoodOptions { Measures = null! }));
        Fails<InvalidOptionsException>(
            "Column 'Next': Sampling is null; must be an object. Column 'Next': Stop is null; must be a list, which can be empty.",
            () => mlContext.Transforms.Text.GenerateText("Next", "Text", model, new TextGenerationOptions { Sampling = null!, Stop = null! }));
        Fails<InvalidOptionsException>(
            "Column 'Next': Sampling.LogitBias is null; must be a dictionary, which can be empty.",
            () => mlContext.Transforms.Text.GenerateText("Next", "Text", model, new TextGenerationOptions { Sampling = new SamplingOptions { LogitBias = null! } }));
    }

    [TestMethod]
    public void An_estimator_whose_check_fails_closes_the_model_that_it_opened_and_no_other()
    {
        TextGenerationOptions options = new() { Sampling = new SamplingOptions { LogitBias = new Dictionary<string, double> { ["é"] = 1 } } };
        SharedModel opened = null!;
        Assert.ThrowsExactly<InvalidOptionsException>(() => new GenerationEstimator(() => opened = SharedModel.Open(Data.ModelPath), new GenerationSettings("Next", "Text", options)));
        Assert.ThrowsExactly<ObjectDisposedException>(() => opened.Model);
        Assert.ThrowsExactly<InvalidOptionsException>(() => new GenerationEstimator(() => opened = SharedModel.Of(model), new GenerationSettings("Next", "Text", options)));
        Assert.AreSame(model, opened.Model);
    }

    [TestMethod]
    public void Options_out_of_range_all_at_once()
    {
        LikelihoodOptions options = new()
        {
            Measures = [LikelihoodMeasure.Perplexity, LikelihoodMeasure.Perplexity],
            SurprisalColumnName = "",
            UnknownPolicy = (UnknownPolicy)9,
            EmptyTextBitsPerCharacter = -0.5f,
            BatchSize = 0,
            LookAhead = -1,
            Threads = -1,
            MaximumLength = 0,
            LongTexts = (LongTextPolicy)9,
        };
        Fails<InvalidOptionsException>(
            "Column 'Score': Measures is Perplexity, Perplexity; must have each once. "
            + "Column 'Score': SurprisalColumnName is empty; must be a name, or null for no such column. "
            + "Column 'Score': EmptyTextBitsPerCharacter is -0.5; must be from 0 to 100, or NaN for no number. "
            + "Column 'Score': UnknownPolicy is 9; must be Error, Replace, Skip or Floor. "
            + "Column 'Score': BatchSize is 0; must be from 1 to 1024. "
            + "Column 'Score': LookAhead is -1; must be from BatchSize (0) to 65536. "
            + "Column 'Score': Threads is -1; must be from 1 to 1024, or 0 for one per core. "
            + "Column 'Score': MaximumLength is 0; must be from 1 to 100000000. "
            + "Column 'Score': LongTexts is 9; must be ScoreInChunks, Truncate or Error.",
            () => mlContext.Transforms.Text.ScoreSentenceLikelihood("Score", "Text", model, options));
        Fails<InvalidOptionsException>(
            "Column 'Score': Measures is empty; must have at least one, or SurprisalColumnName a name.",
            () => mlContext.Transforms.Text.ScoreSentenceLikelihood("Score", "Text", model, new LikelihoodOptions { Measures = [] }));
    }

    [TestMethod]
    [DataRow("Score", false)]
    [DataRow("Score_Perplexity", true)]
    public void Surprisals_cannot_take_the_place_of_the_measures(string name, bool separate) => Fails<InvalidOptionsException>(
        $"Column 'Score': SurprisalColumnName is {name}; must be another name, because the measures have a column of this name.",
        () => mlContext.Transforms.Text.ScoreSentenceLikelihood("Score", "Text", model, new LikelihoodOptions { SurprisalColumnName = name, SeparateColumns = separate }));

    [TestMethod]
    public void A_character_that_the_vocabulary_lacks_fails_at_its_own_row()
    {
        IDataView data = Data.View(mlContext, 7);
        IDataView scored = mlContext.Transforms.Text.ScoreSentenceLikelihood("Score", "Text", model, new LikelihoodOptions { UnknownPolicy = UnknownPolicy.Error })
            .Fit(data).Transform(data);
        int rows = 0;
        InvalidOperationException exception = Assert.ThrowsExactly<InvalidOperationException>(() =>
        {
            foreach (float[] _ in scored.GetColumn<float[]>("Score"))
            {
                rows++;
            }
        });
        StringAssert.StartsWith(exception.Message, "Column 'Text', row 4: ");
        StringAssert.Contains(exception.Message, "ï");
        Assert.AreEqual(4, rows);
        using PredictionEngine<Line, Scored> engine = mlContext.Model.CreatePredictionEngine<Line, Scored>(
            mlContext.Transforms.Text.ScoreSentenceLikelihood("Score", "Text", model, new LikelihoodOptions { UnknownPolicy = UnknownPolicy.Error }).Fit(data));
        Assert.ThrowsExactly<InvalidOperationException>(() => engine.Predict(new Line { Text = "naïve" }));
        Data.AreScoresOf(model, "x", engine.Predict(new Line { Text = "x" }).Score);
    }

    [TestMethod]
    public void A_text_that_is_too_long_is_scored_truncated_or_an_error()
    {
        string text = string.Concat(Enumerable.Repeat("😀a ", 60)); // 180 characters of 240 UTF-16 units
        string start = string.Concat(Enumerable.Repeat("😀a ", 20));
        Data.AreScoresOf(model, text, Score(text, new LikelihoodOptions { MaximumLength = 60 }));
        Data.AreScoresOf(model, start, Score(text, new LikelihoodOptions { MaximumLength = 60, LongTexts = LongTextPolicy.Truncate }));
        LikelihoodOptions strict = new() { MaximumLength = 60, LongTexts = LongTextPolicy.Error };
        Data.AreScoresOf(model, start, Score(start, strict));
        Fails<InvalidOperationException>(
            "Column 'Text', row 0: The text has 180 characters; must be at most 60 (MaximumLength), or LongTexts be Truncate or ScoreInChunks.",
            () => Score(text, strict));
    }

    [TestMethod]
    public void A_getter_of_another_type()
    {
        IDataView data = Data.View(mlContext, 1);
        IDataView scored = mlContext.Transforms.Text.ScoreSentenceLikelihood("Score", "Text", model).Fit(data).Transform(data);
        using DataViewRowCursor cursor = scored.GetRowCursor(scored.Schema);
        Fails<InvalidOperationException>(
            $"Invalid TValue in GetGetter of column 'Score': 'System.Single', expected type: '{typeof(VBuffer<float>)}'.",
            () => cursor.GetGetter<float>(scored.Schema["Score"]));
        Fails<InvalidOperationException>(
            "Invalid TValue in GetGetter of column 'Number': 'System.Int32', expected type: 'System.Single'.",
            () => cursor.GetGetter<int>(scored.Schema["Number"]));
    }

    [TestMethod]
    public void A_row_of_another_schema()
    {
        using LikelihoodTransformer transformer = mlContext.Transforms.Text.ScoreSentenceLikelihood("Score", "Text", model).Fit(Data.View(mlContext, 1));
        IRowToRowMapper mapper = transformer.GetRowToRowMapper(Data.View(mlContext, 1).Schema);
        IDataView other = Data.View(mlContext, 1);
        using DataViewRowCursor cursor = other.GetRowCursor(other.Schema);
        Fails<ArgumentException>(
            "The row's schema must be the one that the mapper was made for. (Parameter 'input')",
            () => mapper.GetRow(cursor, mapper.OutputSchema));
    }

    private static void Fails<TException>(string message, Action action)
        where TException : Exception => Assert.AreEqual(message, Assert.ThrowsExactly<TException>(action).Message);

    private float[] Score(string text, LikelihoodOptions options)
    {
        IDataView data = mlContext.Data.LoadFromEnumerable(new Line[] { new() { Text = text } });
        return mlContext.Transforms.Text.ScoreSentenceLikelihood("Score", "Text", model, options).Fit(data).Transform(data).GetColumn<float[]>("Score").Single();
    }
}
