using System.Reflection;
using System.Text.Json;
using CharRnn.Inference;
using CharRnn.MlNetExtensions.Internals;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace CharRnn.MlNetExtensions.Tests;

[TestClass]
public sealed class UnlikelyTextTransformerTests : IDisposable
{
    private readonly MLContext mlContext = new(seed: 1);
    private readonly CharRnnModel model = CharRnnModel.Load(Data.LineModelPath);

    public void Dispose() => model.Dispose();

    [TestMethod]
    public void Columns_are_those_of_an_anomaly_detector()
    {
        UnlikelyTextEstimator estimator = mlContext.Transforms.Text.DetectUnlikelyText("Text", model, new() { Threshold = 4, SurprisalColumnName = "Bits" });
        DataViewSchema schema = estimator.Fit(View([])).GetOutputSchema(View([]).Schema);
        CollectionAssert.AreEqual((string[])["Text", "Label", "PredictedLabel", "Score", "Bits"], schema.Select(column => column.Name).ToArray());
        Assert.AreEqual(NumberDataViewType.Single, schema["Score"].Type);
        Assert.AreEqual(BooleanDataViewType.Instance, schema["PredictedLabel"].Type);
        foreach (string name in (string[])["Score", "PredictedLabel"])
        {
            Assert.AreEqual("AnomalyDetection", Annotation(schema[name], "ScoreColumnKind"));
            Assert.AreEqual(name, Annotation(schema[name], "ScoreValueKind"));
        }

        using TransformerChain<ITransformer> chain = new EstimatorChain<ITransformer>()
            .Append<ITransformer>(estimator)
            .Append<ITransformer>(mlContext.Transforms.Conversion.ConvertType("Copy", "PredictedLabel"))
            .Append<ITransformer>(mlContext.Transforms.Concatenate("Features", "Score", "Copy")).Fit(View([]));
        Assert.IsTrue(chain.GetOutputSchema(View([]).Schema)["Features"].Type is VectorDataViewType { Size: 2 });
    }

    [TestMethod]
    public void The_model_of_a_detector_serves_other_transforms()
    {
        using UnlikelyTextTransformer detector = mlContext.Transforms.Text.DetectUnlikelyText("Text", Data.LineModelPath, new() { Threshold = 4 }).Fit(View([]));
        using LikelihoodTransformer scorer = mlContext.Transforms.Text
            .ScoreSentenceLikelihood("Bits", "Text", detector.Model, new() { Measures = [LikelihoodMeasure.BitsPerCharacter] }).Fit(View([]));
        float[] scores = [.. detector.Transform(View(Data.Texts)).GetColumn<float>("Score")];
        float[][] bits = [.. scorer.Transform(View(Data.Texts)).GetColumn<float[]>("Bits")];
        CollectionAssert.AreEqual(scores.Where(score => score < 100).ToArray(), bits.Select(row => row[0]).Where(score => !float.IsNaN(score)).ToArray());
    }

    [TestMethod]
    public void A_score_is_the_bits_per_character_and_its_label_says_whether_it_is_above_the_threshold()
    {
        UnlikelyTextOptions options = new() { Threshold = 4, SurprisalColumnName = "Bits" };
        using UnlikelyTextTransformer transformer = mlContext.Transforms.Text.DetectUnlikelyText("Text", model, options).Fit(View(Data.Texts));
        IDataView detected = transformer.Transform(View(Data.Texts));
        SentenceScorer scorer = new(model, new ScoringOptions { WithSurprisals = true });
        int odd = 0;
        foreach ((string text, Detected row, float[] bits) in Data.Texts.Zip(Read(detected), detected.GetColumn<float[]>("Bits")))
        {
            SentenceScore expected = scorer.Score(text);
            Assert.AreEqual(expected.BitsPerCharacter ?? 100, row.Score, 1e-4, text);
            Assert.AreEqual(row.Score > 4, row.PredictedLabel);
            Assert.HasCount(expected.Surprisals!.Count, bits);
            odd += row.PredictedLabel ? 1 : 0;
        }

        Assert.IsTrue(odd is > 2 and < 7, $"{odd} are odd");
    }

    [TestMethod]
    [DataRow(0.01)]
    [DataRow(0.1)]
    public void The_false_positive_rate_on_new_rows_is_the_one_that_was_asked_for(double rate)
    {
        using UnlikelyTextTransformer transformer = Fit(MadeTexts.Ordinary(1000, seed: 1), new() { FalsePositiveRate = rate });
        Assert.IsTrue(transformer.FalsePositiveRate <= rate && transformer.FalsePositiveRate > 0.8 * rate, $"{transformer.FalsePositiveRate}");
        int odd = Read(transformer.Transform(View(MadeTexts.Ordinary(2000, seed: 2)))).Count(row => row.PredictedLabel);

        // The rate of one threshold is a draw from Beta(1001 rate, 1001 (1 - rate)), and odd rows are binomial: 3.5 standard deviations of both.
        double deviation = Math.Sqrt((2000 * rate * (1 - rate)) + (2000.0 * 2000 * rate * (1 - rate) / 1002));
        Assert.AreEqual(2000 * rate, odd, 3.5 * deviation);
    }

    [TestMethod]
    public void The_threshold_is_the_order_statistic_of_the_scorers_own_scores()
    {
        string[] texts = MadeTexts.Ordinary(300, seed: 3);
        double[] bits = [.. new SentenceScorer(model).Score(texts).Select(score => score.BitsPerCharacter!.Value).Order()];
        using UnlikelyTextTransformer transformer = Fit(texts, new() { FalsePositiveRate = 0.05 });
        double expected = bits[(int)Math.Ceiling(301 * 0.95) - 1];
        Assert.AreEqual(expected, transformer.Threshold, (expected / 4096) + 1e-4); // which rounds up
    }

    [TestMethod]
    public void The_texts_of_a_vector_are_one_text()
    {
        Lines[] rows = [new() { Texts = ["Gets it.", "Sets it."] }, new() { Texts = ["Gets it.", "xqzv kjhw"] }, new()];
        using UnlikelyTextTransformer transformer = mlContext.Transforms.Text.DetectUnlikelyText("Texts", model, new() { Threshold = 4 }).Fit(mlContext.Data.LoadFromEnumerable(rows));
        Detected[] detected = [.. Read(transformer.Transform(mlContext.Data.LoadFromEnumerable(rows)))];
        CollectionAssert.AreEqual((bool[])[false, true, true], detected.Select(row => row.PredictedLabel).ToArray());
        SentenceScore[] parts = [.. new SentenceScorer(model).Score(rows[1].Texts)];
        Assert.AreEqual(-parts.Sum(part => part.LogLikelihood) / Math.Log(2) / parts.Sum(part => part.CharacterCount + part.EndCount), detected[1].Score, 1e-4);
    }

    [TestMethod]
    public void A_model_in_memory_is_closed_with_the_last_transformer_and_after_a_fit_that_fails()
    {
        SharedModel opened = null!;
        UnlikelyTextEstimator estimator = new(() => opened = SharedModel.Open(File.ReadAllBytes(Data.LineModelPath), "name"), new UnlikelyTextSettings("Text", new()), () => false);
        Assert.ThrowsExactly<InvalidOptionsException>(() => estimator.Fit(View(["one"])));
        Assert.ThrowsExactly<ObjectDisposedException>(() => opened.Model);
        UnlikelyTextTransformer transformer = estimator.Fit(View(MadeTexts.Ordinary(99, seed: 1)));
        Assert.AreEqual("name", opened.Model.Name);
        transformer.Dispose();
        Assert.ThrowsExactly<ObjectDisposedException>(() => opened.Model);
    }

    [TestMethod]
    [DataRow("\"threshold\":2,", "")]
    [DataRow(",\"held_out\":null", "")]
    [DataRow("\"held_out\":null", "\"held_out\":{\"scores\":[2,1],\"counts\":[1,1]}")]
    [DataRow("\"held_out\":null", "\"held_out\":{\"scores\":[1,2],\"counts\":[1,0]}")]
    [DataRow("\"held_out\":null", "\"held_out\":{\"scores\":[1,2],\"counts\":[1]}")]
    [DataRow("\"held_out\":null", "\"held_out\":{\"scores\":[1,\"NaN\"],\"counts\":[1,1]}")]
    [DataRow("\"input_column_name\":\"Text\"", "\"input_column_name\":\"\"")]
    public void Saved_settings_that_lack_something_or_contradict_themselves_cannot_be_read(string part, string damaged)
    {
        string json = SettingsJson.Write(new UnlikelyTextSettings("Text", new(), Threshold: 2));
        Assert.AreEqual(2, SettingsJson.ReadUnlikelyText(json).Threshold);
        StringAssert.Contains(json, part);
        Assert.ThrowsExactly<JsonException>(() => SettingsJson.ReadUnlikelyText(json.Replace(part, damaged, StringComparison.Ordinal)));
    }

    [TestMethod]
    public void Evaluate_gives_numbers_and_an_empty_text_is_odd()
    {
        using UnlikelyTextTransformer transformer = Fit(MadeTexts.Ordinary(200, seed: 1));
        LabelledText[] rows =
        [
            .. MadeTexts.Ordinary(100, seed: 2).Select(text => new LabelledText { Text = text }),
            .. MadeTexts.Odd(20, seed: 2).Append("").Select(text => new LabelledText { Text = text, Label = 1 }),
        ];
        IDataView detected = transformer.Transform(mlContext.Data.LoadFromEnumerable(rows));
        Assert.IsTrue(Read(detected).Last().PredictedLabel);
        AnomalyDetectionMetrics metrics = mlContext.AnomalyDetection.Evaluate(detected);
        (int Right, int Pairs) pairs = (0, 0);
        foreach (Detected odd in Read(detected).Skip(100))
        {
            foreach (Detected ordinary in Read(detected).Take(100))
            {
                pairs = (pairs.Right + (odd.Score > ordinary.Score ? 1 : 0), pairs.Pairs + 1);
            }
        }

        Assert.AreEqual(pairs.Right / (double)pairs.Pairs, metrics.AreaUnderRocCurve, 1e-6);
        Assert.IsGreaterThan(0.95, metrics.AreaUnderRocCurve);
        Assert.IsTrue(metrics.DetectionRateAtFalsePositiveCount is >= 0 and <= 1);
    }

    [TestMethod]
    public void The_threshold_follows_the_rate_and_the_rate_the_threshold()
    {
        using UnlikelyTextTransformer transformer = Fit(MadeTexts.Ordinary(199, seed: 1), new() { FalsePositiveRate = 0.1 });
        float atTenth = transformer.Threshold;
        transformer.FalsePositiveRate = 0.01;
        Assert.IsGreaterThan(atTenth, transformer.Threshold);
        Assert.IsLessThanOrEqualTo(0.01, transformer.FalsePositiveRate!.Value);
        transformer.Threshold = 0;
        Assert.AreEqual(1, transformer.FalsePositiveRate);
        transformer.Threshold = 99;
        Assert.AreEqual(1 / 200.0, transformer.FalsePositiveRate);
        transformer.FalsePositiveRate = 0.1;
        Assert.AreEqual(atTenth, transformer.Threshold);
        Assert.ThrowsExactly<InvalidOptionsException>(() => transformer.FalsePositiveRate = 0.001);
        Assert.ThrowsExactly<InvalidOptionsException>(() => transformer.FalsePositiveRate = 1);
        Assert.ThrowsExactly<InvalidOptionsException>(() => transformer.Threshold = float.NaN);
        Assert.ThrowsExactly<InvalidOptionsException>(() => transformer.Threshold = -1);
        Assert.ThrowsExactly<ArgumentNullException>(() => transformer.FalsePositiveRate = null!);
        Assert.AreEqual(atTenth, transformer.Threshold);
    }

    [TestMethod]
    public void A_given_threshold_has_no_rate_and_reads_no_rows()
    {
        using UnlikelyTextTransformer transformer = Fit([], new() { Threshold = 3.5f });
        Assert.AreEqual(3.5f, transformer.Threshold);
        Assert.IsNull(transformer.FalsePositiveRate);
        Assert.AreEqual(
            "FalsePositiveRate cannot be set: Fit read no texts, because the options had a Threshold. Set Threshold instead.",
            Assert.ThrowsExactly<InvalidOperationException>(() => transformer.FalsePositiveRate = 0.1).Message);
        transformer.Threshold = 2;
        Assert.AreEqual(2, transformer.Threshold);
    }

    [TestMethod]
    public void Texts_without_characters_do_not_count()
    {
        string[] texts = MadeTexts.Ordinary(99, seed: 1);
        using UnlikelyTextTransformer without = Fit(texts);
        using UnlikelyTextTransformer with = Fit([.. texts, .. Enumerable.Repeat("", 500)]);
        Assert.AreEqual((without.Threshold, without.FalsePositiveRate), (with.Threshold, with.FalsePositiveRate));
        Assert.AreEqual(
            "Column 'Score': FalsePositiveRate is 0.01, which needs at least 99 texts with characters; there are 98.",
            Assert.ThrowsExactly<InvalidOptionsException>(() => Fit([.. texts[..98], .. Enumerable.Repeat("", 500)])).Message);
        Assert.ThrowsExactly<InvalidOptionsException>(() => Fit([]));
        Assert.ThrowsExactly<InvalidOptionsException>(() => Fit(["one"]));
    }

    [TestMethod]
    public void A_cancelled_context_ends_Fit()
    {
        int read = 0;
        UnlikelyTextEstimator estimator = mlContext.Transforms.Text.DetectUnlikelyText("Text", model, new() { LookAhead = 32 });
        IDataView endless = mlContext.Data.LoadFromEnumerable(MadeTexts.Ordinary(10_000, seed: 1).Select(text =>
        {
            if (++read == 100)
            {
                typeof(MLContext).GetMethod("CancelExecution", BindingFlags.Instance | BindingFlags.NonPublic)!.Invoke(mlContext, null); // as AutoML does
            }

            return new LabelledText { Text = text };
        }));
        Assert.ThrowsExactly<OperationCanceledException>(() => estimator.Fit(endless));
        Assert.IsLessThan(1000, read);
    }

    [TestMethod]
    public void All_equal_texts_are_ordinary_and_others_are_not()
    {
        using UnlikelyTextTransformer transformer = Fit([.. Enumerable.Repeat("Gets the number of elements.", 99)]);
        Detected[] rows = [.. Read(transformer.Transform(View(["Gets the number of elements.", "xqzv kjhw bvnm."])))];
        Assert.AreEqual((false, true), (rows[0].PredictedLabel, rows[1].PredictedLabel));
    }

    [TestMethod]
    public void Another_context_loads_the_threshold_the_rate_and_the_scores()
    {
        string[] texts = MadeTexts.Ordinary(250, seed: 1);
        using UnlikelyTextTransformer transformer = Fit(texts);
        transformer.FalsePositiveRate = 0.02;
        using MemoryStream file = new();
        mlContext.Model.Save(transformer, View(texts).Schema, file);
        file.Position = 0;
        MLContext other = new();
        other.RegisterCharRnn();
        using UnlikelyTextTransformer loaded = (UnlikelyTextTransformer)other.Model.Load(file, out _);
        Assert.AreEqual((transformer.Threshold, transformer.FalsePositiveRate), (loaded.Threshold, loaded.FalsePositiveRate));
        loaded.FalsePositiveRate = transformer.FalsePositiveRate = 0.3;
        Assert.AreEqual(transformer.Threshold, loaded.Threshold);
        CollectionAssert.AreEqual(
            Read(transformer.Transform(View(texts))).Select(row => (row.Score, row.PredictedLabel)).ToArray(),
            Read(loaded.Transform(View(texts))).Select(row => (row.Score, row.PredictedLabel)).ToArray());
        Assert.AreEqual(75, Read(loaded.Transform(View(texts))).Count(row => row.PredictedLabel), 2);
    }

    [TestMethod]
    public void A_prediction_engine_follows_the_threshold()
    {
        UnlikelyTextTransformer transformer = Fit([], new() { Threshold = 50 });
        using PredictionEngine<LabelledText, Detected> engine = mlContext.Model.CreatePredictionEngine<LabelledText, Detected>(transformer);
        LabelledText text = new() { Text = "xqzv kjhw bvnm." };
        Assert.IsFalse(engine.Predict(text).PredictedLabel);
        transformer.Threshold = 3;
        Assert.IsTrue(engine.Predict(text).PredictedLabel);
        Assert.AreEqual((true, 100f), (engine.Predict(new LabelledText()).PredictedLabel, engine.Predict(new LabelledText()).Score));
    }

    [TestMethod]
    public void Threads_change_the_threshold_while_others_read()
    {
        string[] texts = MadeTexts.Ordinary(120, seed: 1);
        using UnlikelyTextTransformer transformer = Fit(texts);
        float[] thresholds = [.. new double[] { 0.01, 0.1, 0.5 }.Select(rate =>
        {
            transformer.FalsePositiveRate = rate;
            return transformer.Threshold;
        })];
        Parallel.For(0, 6, i =>
        {
            if (i % 2 == 0)
            {
                for (int round = 0; round < 1000; round++)
                {
                    transformer.FalsePositiveRate = new double[] { 0.01, 0.1, 0.5 }[round % 3];
                    CollectionAssert.Contains(thresholds, transformer.Threshold);
                }
            }
            else
            {
                Detected[] rows = [.. Read(transformer.Transform(View(texts)))];
                Assert.IsTrue(rows.All(row => row.PredictedLabel ? row.Score > thresholds[2] : row.Score <= thresholds[0]));
            }
        });
    }

    [TestMethod]
    public void It_is_fitted_and_judged_on_parts_of_the_rows_and_reads_a_cache()
    {
        LabelledText[] rows =
        [
            .. MadeTexts.Ordinary(600, seed: 1).Select(text => new LabelledText { Text = text }),
            .. MadeTexts.Odd(60, seed: 1).Select(text => new LabelledText { Text = text, Label = 1 }),
        ];
        foreach (DataOperationsCatalog.TrainTestData fold in mlContext.Data.CrossValidationSplit(mlContext.Data.LoadFromEnumerable(rows), numberOfFolds: 3))
        {
            IDataView ordinary = mlContext.Data.FilterRowsByColumn(mlContext.Data.Cache(fold.TrainSet), "Label", upperBound: 0.5);
            using TransformerChain<UnlikelyTextTransformer> chain = mlContext.Transforms.CopyColumns("Copy", "Text")
                .AppendCacheCheckpoint(mlContext)
                .Append(mlContext.Transforms.Text.DetectUnlikelyText("Copy", model, new() { FalsePositiveRate = 0.05 })).Fit(ordinary);
            IDataView detected = chain.Transform(fold.TestSet);
            Assert.IsGreaterThan(0.95, mlContext.AnomalyDetection.Evaluate(detected).AreaUnderRocCurve);
            Assert.IsLessThan(0.15, chain.Transform(ordinary).GetColumn<bool>("PredictedLabel").Average(isOdd => isOdd ? 1.0 : 0));
        }
    }

    [TestMethod]
    public void Mistakes_name_the_column()
    {
        Assert.AreEqual(
            "Schema mismatch for input column 'Label': expected String or a vector of String, got Single (Parameter 'inputSchema')",
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => mlContext.Transforms.Text.DetectUnlikelyText("Label", model).Fit(View([]))).Message);
        UnlikelyTextOptions options = new() { FalsePositiveRate = 1, Threshold = -1, EmptyTextBitsPerCharacter = float.NaN, BatchSize = 0 };
        Assert.AreEqual(
            "Column 'Score': FalsePositiveRate is 1; must be above 0 and below 1. Column 'Score': Threshold is -1; must be a number of at least 0. "
            + "Column 'Score': EmptyTextBitsPerCharacter is NaN; must be from 0 to 100. Column 'Score': BatchSize is 0; must be from 1 to 1024.",
            Assert.ThrowsExactly<InvalidOptionsException>(() => mlContext.Transforms.Text.DetectUnlikelyText("Text", model, options)).Message);
        Assert.ThrowsExactly<FileNotFoundException>(() => mlContext.Transforms.Text.DetectUnlikelyText("Text", "nowhere.onnx"));
    }

    [TestMethod]
    [DataRow("Score")]
    [DataRow("PredictedLabel")]
    public void Surprisals_cannot_take_the_place_of_another_new_column(string name) => Assert.AreEqual(
        $"Column 'Score': SurprisalColumnName is {name}; must be another name, because the detector has a column of this name.",
        Assert.ThrowsExactly<InvalidOptionsException>(() => mlContext.Transforms.Text.DetectUnlikelyText("Text", model, new() { SurprisalColumnName = name })).Message);

    private UnlikelyTextTransformer Fit(string[] texts, UnlikelyTextOptions? options = null) =>
        mlContext.Transforms.Text.DetectUnlikelyText("Text", Data.LineModelPath, options).Fit(View(texts));

    private IDataView View(IEnumerable<string> texts) => mlContext.Data.LoadFromEnumerable(texts.Select(text => new LabelledText { Text = text }).ToList());

    private IEnumerable<Detected> Read(IDataView view) => mlContext.Data.CreateEnumerable<Detected>(view, reuseRowObject: false);

    private static string Annotation(DataViewSchema.Column column, string kind)
    {
        ReadOnlyMemory<char> value = default;
        column.Annotations.GetValue(kind, ref value);
        return value.ToString();
    }

    private sealed class LabelledText
    {
        public string Text { get; set; } = "";

        public float Label { get; set; }
    }

    private sealed class Detected
    {
        public float Score { get; set; }

        public bool PredictedLabel { get; set; }
    }
}
