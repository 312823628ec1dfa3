using CharRnn.Inference;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace CharRnn.MlNetExtensions.Tests;

/// <summary>A trainer that learns from scores which texts are sense.</summary>
[TestClass]
public sealed class TrainerTests
{
    private static readonly LikelihoodOptions Options = new()
    {
        Measures = [LikelihoodMeasure.BitsPerCharacter, LikelihoodMeasure.UnknownCount],
        SeparateColumns = true,
    };

    private readonly MLContext mlContext = new(seed: 1);

    [TestMethod]
    public void It_tells_gibberish_from_sense_and_so_does_the_pipeline_that_is_loaded()
    {
        IDataView data = Data.View(mlContext, Data.LabelledRows);
        ITransformer fitted = Pipeline().Fit(data);
        using MemoryStream file = new();
        mlContext.Model.Save(fitted, data.Schema, file);
        MLContext other = new();
        other.RegisterCharRnn();
        file.Position = 0;
        ITransformer loaded = other.Model.Load(file, out _);
        using PredictionEngine<Labelled, Prediction> first = mlContext.Model.CreatePredictionEngine<Labelled, Prediction>(fitted);
        using PredictionEngine<Labelled, Prediction> second = other.Model.CreatePredictionEngine<Labelled, Prediction>(loaded);
        foreach (Labelled row in (Labelled[])[.. Data.LabelledRows, new() { Text = "Returns the name of the method.", Label = true }, new() { Text = "vkq zjx wqp bbn fgh." }])
        {
            Assert.AreEqual(row.Label, first.Predict(row).PredictedLabel, row.Text);
            Assert.AreEqual(first.Predict(row).Probability, second.Predict(row).Probability, row.Text);
        }
    }

    [TestMethod]
    public void Cross_validation_holds_each_row_out_once_with_its_own_score()
    {
        using CharRnnModel model = CharRnnModel.Load(Data.ModelPath);
        IEstimator<ITransformer> pipeline = mlContext.Transforms.Text.ScoreSentenceLikelihood("Likelihood", "Text", model).Append(Pipeline());
        IReadOnlyList<TrainCatalogBase.CrossValidationResult<CalibratedBinaryClassificationMetrics>> folds =
            mlContext.BinaryClassification.CrossValidate(Data.View(mlContext, Data.LabelledRows), pipeline, numberOfFolds: 3);
        foreach (TrainCatalogBase.CrossValidationResult<CalibratedBinaryClassificationMetrics> fold in folds)
        {
            Assert.IsGreaterThanOrEqualTo(0.9, fold.Metrics.Accuracy);
            Assert.AreEqual(1, fold.Metrics.AreaUnderRocCurve);
        }

        string[] texts = [.. folds.SelectMany(fold => fold.ScoredHoldOutSet.GetColumn<string>("Text"))];
        CollectionAssert.AreEquivalent(Data.LabelledRows.Select(row => row.Text).ToArray(), texts);
        Data.AreScoresOf(model, texts, [.. folds.SelectMany(fold => fold.ScoredHoldOutSet.GetColumn<float[]>("Likelihood"))]);
    }

    [TestMethod]
    public void With_a_cache_after_it_each_text_is_scored_once_for_all_that_learns()
    {
        int reads = 0;
        mlContext.Transforms.CustomMapping<Labelled, Read>(
            (row, read) =>
            {
                Interlocked.Increment(ref reads);
                read.TextRead = row.Text;
            },
            contractName: null)
            .Append(mlContext.Transforms.Text.ScoreSentenceLikelihood("Features", "TextRead", Data.ModelPath))
            .AppendCacheCheckpoint(mlContext)
            .Append(mlContext.Transforms.NormalizeMeanVariance("Features"))
            .Append(mlContext.BinaryClassification.Trainers.AveragedPerceptron())
            .Fit(Data.View(mlContext, Data.LabelledRows));
        Assert.AreEqual(Data.LabelledRows.Count, reads);
    }

    private EstimatorChain<ITransformer> Pipeline() => new EstimatorChain<ITransformer>()
        .Append<ITransformer>(mlContext.Transforms.Text.ScoreSentenceLikelihood("Score", "Text", Data.ModelPath, Options))
        .Append<ITransformer>(mlContext.Transforms.Concatenate("Features", "Score_BitsPerCharacter", "Score_UnknownCount"))
        .Append<ITransformer>(mlContext.BinaryClassification.Trainers.LbfgsLogisticRegression());

    private sealed class Read
    {
        public string TextRead { get; set; } = "";
    }
}
