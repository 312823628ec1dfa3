using CharRnn.Inference;
using CharRnn.MlNetExtensions.Internals;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace CharRnn.MlNetExtensions.Tests;

[TestClass]
public sealed class GenerationTransformerTests : IDisposable
{
    private readonly MLContext mlContext = new(seed: 1);
    private readonly CharRnnModel model = CharRnnModel.Load(Data.ModelPath);

    public void Dispose() => model.Dispose();

    [TestMethod]
    public void Each_prompt_goes_on_as_a_session_with_its_seed_does()
    {
        IDataView data = Data.View(mlContext, 20);
        string[] texts = [.. Generator().Fit(data).Transform(data).GetColumn<string>("Next")];
        for (int i = 0; i < texts.Length; i++)
        {
            Assert.AreEqual(GoOn(Data.Texts[i % Data.Texts.Length]), texts[i]);
        }

        Assert.HasCount(Data.Texts.Length, texts.Distinct());
    }

    [TestMethod]
    public void The_same_data_give_the_same_texts_in_any_order_and_by_any_number_of_cursors()
    {
        IDataView data = mlContext.Data.Cache(Data.View(mlContext, 40));
        IDataView generated = Generator().Fit(data).Transform(data);
        Dictionary<float, string> expected = Rows(generated).ToDictionary(row => row.Number, row => row.Next);
        foreach (Generated row in Rows(mlContext.Data.ShuffleRows(generated, seed: 3)))
        {
            Assert.AreEqual(expected[row.Number], row.Next);
        }

        DataViewRowCursor[] cursors = generated.GetRowCursorSet(generated.Schema, 3);
        int rows = 0;
        Parallel.ForEach(cursors, cursor =>
        {
            ValueGetter<float> number = cursor.GetGetter<float>(generated.Schema["Number"]);
            ValueGetter<ReadOnlyMemory<char>> next = cursor.GetGetter<ReadOnlyMemory<char>>(generated.Schema["Next"]);
            while (cursor.MoveNext())
            {
                float key = 0;
                ReadOnlyMemory<char> text = default;
                number(ref key);
                next(ref text);
                Assert.AreEqual(expected[key], text.ToString());
                Interlocked.Increment(ref rows);
            }

            cursor.Dispose();
        });
        Assert.AreEqual(40, rows);
    }

    [TestMethod]
    public void Another_seed_is_another_text()
    {
        IDataView data = Data.View(mlContext, 1);
        Assert.AreNotEqual(
            Generator().Fit(data).Transform(data).GetColumn<string>("Next").Single(),
            Generator(Options(seed: 6)).Fit(data).Transform(data).GetColumn<string>("Next").Single());
    }

    [TestMethod]
    public void A_prediction_engine_and_a_loaded_pipeline_generate_the_same()
    {
        TextGenerationOptions options = Options();
        options.Sampling = new SamplingOptions { TopK = 5, FrequencyPenalty = 0.5, LogitBias = new Dictionary<string, double> { ["e"] = double.NegativeInfinity } };
        options.Stop = ["ing"];
        IDataView data = Data.View(mlContext, 7);
        GenerationTransformer transformer = mlContext.Transforms.Text.GenerateText("Next", "Text", Data.ModelPath, options).Fit(data);
        string[] expected = [.. transformer.Transform(data).GetColumn<string>("Next")];
        using MemoryStream file = new();
        mlContext.Model.Save(transformer, data.Schema, file);
        using (PredictionEngine<Line, Generated> engine = mlContext.Model.CreatePredictionEngine<Line, Generated>(transformer))
        {
            CollectionAssert.AreEqual(expected, Data.Texts.Select(text => engine.Predict(new Line { Text = text }).Next).ToArray());
        }

        Assert.DoesNotContain('e', string.Concat(expected));
        MLContext other = new();
        other.RegisterCharRnn();
        file.Position = 0;
        using GenerationTransformer loaded = (GenerationTransformer)other.Model.Load(file, out _);
        CollectionAssert.AreEqual(expected, loaded.Transform(data).GetColumn<string>("Next").ToArray());
    }

    [TestMethod]
    public void A_chain_scores_what_it_generates()
    {
        IDataView data = Data.View(mlContext, 3);
        TransformerChain<LikelihoodTransformer> chain = Generator().Append(mlContext.Transforms.Text.ScoreSentenceLikelihood("Score", "Next", model)).Fit(data);
        IDataView scored = chain.Transform(data);
        foreach ((string text, float[] score) in scored.GetColumn<string>("Next").Zip(scored.GetColumn<float[]>("Score")))
        {
            Data.AreScoresOf(model, text, score);
        }
    }

    [TestMethod]
    public void Options_out_of_range_all_at_once()
    {
        TextGenerationOptions options = new()
        {
            Sampling = new SamplingOptions { Temperature = double.NaN, TopP = double.NaN },
            Stop = [""],
            MinLength = -1,
            MaxLength = -1,
            UnknownPolicy = (UnknownPolicy)9,
            LookAhead = 0,
            Threads = 2000,
        };
        InvalidOptionsException exception = Assert.ThrowsExactly<InvalidOptionsException>(() => Generator(options));
        Assert.AreEqual(
            "Column 'Next': Sampling.Temperature is NaN; must be a finite number, 0 or more. "
            + "Column 'Next': Sampling.TopP is NaN; must be above 0 and at most 1 (all). "
            + "Column 'Next': Stop has a text of 0 UTF-16 units; must be from 1 to 1024. "
            + "Column 'Next': MinLength is -1; must be from 0 to MaxLength, 0. "
            + "Column 'Next': MaxLength is -1; must be from 0 to 1000000. "
            + "Column 'Next': UnknownPolicy is 9; must be Error, Replace, Skip or Floor. "
            + "Column 'Next': LookAhead is 0; must be from 1 to 65536. "
            + "Column 'Next': Threads is 2000; must be from 1 to 1024, or 0 for one per core.",
            exception.Message);
    }

    [TestMethod]
    public void A_prompt_that_the_vocabulary_lacks_or_that_is_a_vector()
    {
        IDataView data = Data.View(mlContext, 5);
        TextGenerationOptions strict = Options();
        strict.UnknownPolicy = UnknownPolicy.Error;
        IDataView generated = Generator(strict).Fit(data).Transform(data);
        InvalidOperationException exception = Assert.ThrowsExactly<InvalidOperationException>(() => generated.GetColumn<string>("Next").Last());
        StringAssert.StartsWith(exception.Message, "Column 'Text', row 4: ");
        IDataView vectors = mlContext.Data.LoadFromEnumerable(new Lines[] { new() });
        ArgumentOutOfRangeException mismatch = Assert.ThrowsExactly<ArgumentOutOfRangeException>(
            () => mlContext.Transforms.Text.GenerateText("Next", "Texts", model).Fit(vectors));
        Assert.AreEqual("Schema mismatch for input column 'Texts': expected String, got Vector<String> (Parameter 'inputSchema')", mismatch.Message);
    }

    private static TextGenerationOptions Options(ulong seed = 5) => new()
    {
        MaxLength = 12,
        Seed = seed,
        LookAhead = 8,
        Sampling = new SamplingOptions { Temperature = 0.7 },
    };

    private string GoOn(string prompt)
    {
        using GenerationSession session = model.CreateSession(new SamplingOptions { Temperature = 0.7 }, new GenerationOptions { Seed = RowGenerator.Seed(5, prompt) });
        session.Feed(prompt, UnknownPolicy.Skip);
        return session.Generate(12);
    }

    private GenerationEstimator Generator(TextGenerationOptions? options = null) =>
        mlContext.Transforms.Text.GenerateText("Next", "Text", model, options ?? Options());

    private Generated[] Rows(IDataView view) => [.. mlContext.Data.CreateEnumerable<Generated>(view, reuseRowObject: false)];

    private sealed class Generated
    {
        public float Number { get; set; }

        public string Next { get; set; } = "";
    }
}
