using CharRnn.Inference;
using CharRnn.MlNetExtensions.Internals;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace CharRnn.MlNetExtensions.Tests;

[TestClass]
public sealed class LikelihoodTransformerTests : IDisposable
{
    private readonly MLContext mlContext = new(seed: 1);
    private readonly CharRnnModel model = CharRnnModel.Load(Data.ModelPath);

    public void Dispose() => model.Dispose();

    [TestMethod]
    public void Scores_are_those_of_the_scorer_and_every_other_column_is_passed_on()
    {
        IDataView scored = Scorer().Fit(Data.View(mlContext, 100)).Transform(Data.View(mlContext, 100));
        Scored[] rows = [.. mlContext.Data.CreateEnumerable<Scored>(scored, reuseRowObject: false)];
        Assert.HasCount(100, rows);
        for (int i = 0; i < rows.Length; i++)
        {
            Assert.AreEqual(Data.Texts[i % Data.Texts.Length], rows[i].Text);
            Assert.AreEqual(i, rows[i].Number);
            CollectionAssert.AreEqual(new float[] { i, -i, i / 2f }, rows[i].Three);
            Data.AreScoresOf(model, rows[i].Text, rows[i].Score);
        }
    }

    [TestMethod]
    public void The_output_is_a_vector_of_named_slots()
    {
        DataViewSchema.Column column = Scorer().Fit(Data.View(mlContext, 1)).GetOutputSchema(Data.View(mlContext, 1).Schema)["Score"];
        Assert.AreEqual(new VectorDataViewType(NumberDataViewType.Single, 5), column.Type);
        Assert.IsTrue(column.HasSlotNames());
        VBuffer<ReadOnlyMemory<char>> names = default;
        column.GetSlotNames(ref names);
        CollectionAssert.AreEqual(Enum.GetNames<LikelihoodMeasure>(), names.DenseValues().Select(name => name.ToString()).ToArray());
    }

    [TestMethod]
    public void Chosen_measures_come_in_their_order_as_slots_or_as_columns_of_their_own()
    {
        LikelihoodMeasure[] measures = [LikelihoodMeasure.CharacterCount, LikelihoodMeasure.BitsPerCharacter];
        IDataView data = Data.View(mlContext, 7);
        float[][] slots = [.. Scorer(new LikelihoodOptions { Measures = measures }).Fit(data).Transform(data).GetColumn<float[]>("Score")];
        IDataView columns = Scorer(new LikelihoodOptions { Measures = measures, SeparateColumns = true }).Fit(data).Transform(data);
        Assert.IsNull(columns.Schema.GetColumnOrNull("Score"));
        CollectionAssert.AreEqual(slots.Select(row => row[0]).ToArray(), columns.GetColumn<float>("Score_CharacterCount").ToArray());
        CollectionAssert.AreEqual(slots.Select(row => row[1]).ToArray(), columns.GetColumn<float>("Score_BitsPerCharacter").ToArray());
        Assert.AreEqual(Data.Texts[0].Length, slots[0][0]);
        Data.AreClose(new SentenceScorer(model).Score(Data.Texts[0]).BitsPerCharacter!.Value, slots[0][1], Data.Texts[0]);
    }

    [TestMethod]
    public void Surprisals_are_a_vector_as_long_as_the_text()
    {
        IDataView data = Data.View(mlContext, 7);
        IDataView scored = Scorer(new LikelihoodOptions { SurprisalColumnName = "Bits" }).Fit(data).Transform(data);
        Assert.AreEqual(new VectorDataViewType(NumberDataViewType.Single), scored.Schema["Bits"].Type);
        SentenceScorer scorer = new(model, new ScoringOptions { WithSurprisals = true });
        foreach ((string text, float[] bits) in Data.Texts.Zip(scored.GetColumn<float[]>("Bits")))
        {
            IReadOnlyList<double> expected = scorer.Score(text).Surprisals!;
            Assert.HasCount(expected.Count, bits);
            for (int i = 0; i < bits.Length; i++)
            {
                Assert.AreEqual(expected[i], bits[i], 1e-3, text);
            }
        }
    }

    [TestMethod]
    public void The_texts_of_a_vector_are_scored_each_by_itself_and_added_up()
    {
        Lines[] rows = [new() { Texts = Data.Texts }, new(), new() { Texts = ["x"] }];
        IDataView data = mlContext.Data.LoadFromEnumerable(rows);
        EstimatorChain<LikelihoodTransformer> pipeline = new EstimatorChain<ITransformer>()
            .Append(mlContext.Transforms.Text.ScoreSentenceLikelihood("Score", "Texts", model, new LikelihoodOptions { SurprisalColumnName = "Bits" }));
        IDataView scored = pipeline.Fit(data).Transform(data);
        float[][] scores = [.. scored.GetColumn<float[]>("Score")];
        SentenceScore[] alone = [.. new SentenceScorer(model).Score(Data.Texts)];
        Data.AreClose(alone.Sum(score => score.LogLikelihood), scores[0][0], string.Concat(Data.Texts));
        Assert.AreEqual(alone.Sum(score => score.CharacterCount), scores[0][3]);
        Assert.AreEqual(alone.Sum(score => score.UnknownCount), scores[0][4]);
        Assert.AreEqual(0, scores[1][0]);
        Assert.IsTrue(float.IsNaN(scores[1][1]));
        Data.AreScoresOf(model, "x", scores[2]);
        CollectionAssert.AreEqual(new[] { (int)scores[0][3], 0, 1 }, scored.GetColumn<float[]>("Bits").Select(bits => bits.Length).ToArray());
    }

    [TestMethod]
    public void Null_and_empty_texts_score_zero_with_averages_that_are_no_number()
    {
        IDataView data = mlContext.Data.LoadFromEnumerable(new Line[] { new() { Text = null }, new() { Text = "" } });
        foreach (float[] score in Scorer().Fit(data).Transform(data).GetColumn<float[]>("Score"))
        {
            CollectionAssert.AreEqual(new[] { 0, float.NaN, float.NaN, 0, 0 }, score);
        }
    }

    [TestMethod]
    public void A_column_can_take_the_place_of_its_text_which_stays_hidden()
    {
        IDataView data = Data.View(mlContext, 3);
        IDataView scored = mlContext.Transforms.Text.ScoreSentenceLikelihood("Text", null, model).Fit(data).Transform(data);
        Assert.IsTrue(scored.Schema[0].IsHidden);
        Assert.AreEqual(TextDataViewType.Instance, scored.Schema[0].Type);
        float[][] scores = [.. scored.GetColumn<float[]>("Text")];
        Data.AreScoresOf(model, Data.Texts[0], scores[0]);
        CollectionAssert.AreEqual(Data.Texts[..3], scored.GetColumn<string>(scored.Schema[0]).ToArray());
    }

    [TestMethod]
    public void A_prediction_engine_scores_single_rows()
    {
        LikelihoodTransformer transformer = mlContext.Transforms.Text.ScoreSentenceLikelihood("Score", "Text", Data.ModelPath).Fit(Data.View(mlContext, 1));
        using (PredictionEngine<Line, Scored> engine = mlContext.Model.CreatePredictionEngine<Line, Scored>(transformer))
        {
            foreach (string text in Data.Texts)
            {
                Scored scored = engine.Predict(new Line { Text = text, Number = 7 });
                Assert.AreEqual(7, scored.Number);
                Data.AreScoresOf(model, text, scored.Score);
            }
        }

        // The engine owned it.
        Assert.ThrowsExactly<ObjectDisposedException>(() => transformer.Transform(Data.View(mlContext, 1)).GetColumn<float[]>("Score").First());
    }

    [TestMethod]
    public void A_model_is_closed_with_the_last_that_uses_it()
    {
        SharedModel shared = SharedModel.Open(Data.ModelPath);
        LikelihoodTransformer transformer = new(shared, new LikelihoodSettings("Score", "Text", new LikelihoodOptions()));
        using (PredictionEngine<Line, Scored> engine = mlContext.Model.CreatePredictionEngine<Line, Scored>(new TransformerChain<LikelihoodTransformer>(transformer)))
        {
            Data.AreScoresOf(model, "x", engine.Predict(new Line { Text = "x" }).Score);
            Assert.IsNotNull(shared.Model);
        }

        Assert.ThrowsExactly<ObjectDisposedException>(() => shared.Model);
    }

    [TestMethod]
    public void It_is_a_link_in_a_chain()
    {
        IDataView data = Data.View(mlContext, 20);
        EstimatorChain<LikelihoodTransformer> pipeline = mlContext.Transforms
            .CustomMapping<Line, Shouted>((line, shouted) => shouted.Loud = line.Text!.ToUpperInvariant(), contractName: null)
            .Append(mlContext.Transforms.Text.ScoreSentenceLikelihood("Score", "Loud", model))
            .Append(mlContext.Transforms.Text.ScoreSentenceLikelihood("Quiet", "Text", model));
        using TransformerChain<LikelihoodTransformer> chain = pipeline.Fit(data);
        IDataView scored = chain.Transform(data);
        foreach ((int i, (float[] loud, float[] quiet)) in scored.GetColumn<float[]>("Score").Zip(scored.GetColumn<float[]>("Quiet")).Index())
        {
            Data.AreScoresOf(model, Data.Texts[i % Data.Texts.Length].ToUpperInvariant(), loud);
            Data.AreScoresOf(model, Data.Texts[i % Data.Texts.Length], quiet);
        }

        using PredictionEngine<Line, Scored> engine = mlContext.Model.CreatePredictionEngine<Line, Scored>(chain);
        Data.AreScoresOf(model, "ABC", engine.Predict(new Line { Text = "abc" }).Score);
    }

    [TestMethod]
    public void Many_transforms_at_once_share_one_model()
    {
        using LikelihoodTransformer transformer = mlContext.Transforms.Text.ScoreSentenceLikelihood("Score", "Text", Data.ModelPath).Fit(Data.View(mlContext, 1));
        Parallel.For(0, 8, i =>
        {
            float[][] scores = [.. transformer.Transform(Data.View(mlContext, 50 + i)).GetColumn<float[]>("Score")];
            Assert.HasCount(50 + i, scores);
            for (int row = 0; row < scores.Length; row++)
            {
                Data.AreScoresOf(model, Data.Texts[row % Data.Texts.Length], scores[row]);
            }
        });
    }

    [TestMethod]
    public void A_disposed_transformer_says_so_while_its_open_cursors_go_on()
    {
        LikelihoodTransformer transformer = mlContext.Transforms.Text.ScoreSentenceLikelihood("Score", "Text", Data.ModelPath).Fit(Data.View(mlContext, 1));
        IDataView scored = transformer.Transform(Data.View(mlContext, 100));
        using IEnumerator<float[]> open = scored.GetColumn<float[]>("Score").GetEnumerator();
        Assert.IsTrue(open.MoveNext());
        transformer.Dispose();
        transformer.Dispose();
        int more = 0;
        while (open.MoveNext())
        {
            more++;
        }

        Assert.AreEqual(99, more);
        Assert.ThrowsExactly<ObjectDisposedException>(() => scored.GetColumn<float[]>("Score").First());
    }

    [TestMethod]
    public void Options_that_change_after_the_estimator_is_made_do_not_change_it()
    {
        LikelihoodOptions options = new() { Measures = new List<LikelihoodMeasure> { LikelihoodMeasure.CharacterCount } };
        LikelihoodEstimator estimator = Scorer(options);
        ((List<LikelihoodMeasure>)options.Measures)[0] = LikelihoodMeasure.Perplexity;
        options.BatchSize = 0;
        IDataView data = Data.View(mlContext, 1);
        CollectionAssert.AreEqual(new float[] { Data.Texts[0].Length }, estimator.Fit(data).Transform(data).GetColumn<float[]>("Score").Single());
    }

    [TestMethod]
    public void An_estimator_can_fit_again_after_its_transformers_are_gone()
    {
        LikelihoodEstimator estimator = mlContext.Transforms.Text.ScoreSentenceLikelihood("Score", "Text", Data.ModelPath);
        IDataView data = Data.View(mlContext, 1);
        for (int i = 0; i < 2; i++)
        {
            using LikelihoodTransformer first = estimator.Fit(data);
            using LikelihoodTransformer second = estimator.Fit(data);
            Data.AreScoresOf(model, Data.Texts[0], second.Transform(data).GetColumn<float[]>("Score").Single());
        }
    }

    private LikelihoodEstimator Scorer(LikelihoodOptions? options = null) =>
        mlContext.Transforms.Text.ScoreSentenceLikelihood("Score", "Text", model, options);

    private sealed class Shouted
    {
        public string Loud { get; set; } = "";
    }
}
