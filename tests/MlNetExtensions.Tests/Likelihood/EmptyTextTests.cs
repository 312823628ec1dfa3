using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace CharRnn.MlNetExtensions.Tests;

/// <summary>A text without characters has no averages: what a trainer makes of that, and what a pipeline can do about it.</summary>
[TestClass]
public sealed class EmptyTextTests
{
    private static readonly Labelled Empty = new() { Text = "" };

    private readonly MLContext mlContext = new(seed: 1);

    [TestMethod]
    public void A_trainer_learns_nothing_from_it_and_predicts_no_number()
    {
        LikelihoodOptions options = new() { Measures = [LikelihoodMeasure.BitsPerCharacter] };
        Prediction[] without = Predict(Pipeline(options), Data.LabelledRows);
        Prediction[] with = Predict(Pipeline(options), [.. Data.LabelledRows, Empty]);
        CollectionAssert.AreEqual(without.Select(row => row.Score).ToArray(), with.Select(row => row.Score).ToArray());
        Assert.IsTrue(float.IsNaN(with[^1].Score));
        Assert.IsFalse(with[^1].PredictedLabel);
        Assert.ThrowsExactly<InvalidOperationException>(() => Predict(Pipeline(options), [Empty]));
    }

    [TestMethod]
    public void Measures_that_are_sums_are_numbers_for_every_text()
    {
        LikelihoodOptions options = new() { Measures = [LikelihoodMeasure.LogLikelihood, LikelihoodMeasure.CharacterCount] };
        PredictsEveryRow(Predict(Pipeline(options), [.. Data.LabelledRows, Empty]));
    }

    [TestMethod]
    public void Replacing_missing_values_gives_it_numbers() => PredictsEveryRow(Predict(
        Pipeline(new LikelihoodOptions(), mlContext.Transforms.ReplaceMissingValues("Features", replacementMode: MissingValueReplacingEstimator.ReplacementMode.Mean)),
        [.. Data.LabelledRows, Empty]));

    private static void PredictsEveryRow(Prediction[] predictions)
    {
        CollectionAssert.AreEqual(Data.LabelledRows.Select(row => row.Label).ToArray(), predictions[..^1].Select(row => row.PredictedLabel).ToArray());
        Assert.IsTrue(float.IsFinite(predictions[^1].Score));
    }

    private EstimatorChain<ITransformer> Pipeline(LikelihoodOptions options, IEstimator<ITransformer>? then = null)
    {
        EstimatorChain<ITransformer> pipeline = new EstimatorChain<ITransformer>()
            .Append<ITransformer>(mlContext.Transforms.Text.ScoreSentenceLikelihood("Features", "Text", Data.ModelPath, options));
        pipeline = then is null ? pipeline : pipeline.Append(then);
        return pipeline
            .Append<ITransformer>(mlContext.Transforms.NormalizeMeanVariance("Features"))
            .Append<ITransformer>(mlContext.BinaryClassification.Trainers.LbfgsLogisticRegression());
    }

    /// <summary>Predicts all rows, the empty one last, after learning from some.</summary>
    private Prediction[] Predict(EstimatorChain<ITransformer> pipeline, IReadOnlyList<Labelled> rows)
    {
        using TransformerChain<ITransformer> fitted = pipeline.Fit(Data.View(mlContext, rows));
        return [.. mlContext.Data.CreateEnumerable<Prediction>(fitted.Transform(Data.View(mlContext, [.. Data.LabelledRows, Empty])), reuseRowObject: false)];
    }
}
