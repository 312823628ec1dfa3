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

    [TestMethod]
    public void Trees_take_it_for_an_ordinary_text_unless_it_has_a_number()
    {
        Labelled[] rows = [.. Data.LabelledRows, .. Enumerable.Repeat(Empty, 8)]; // which is no sense
        LikelihoodOptions options = new() { Measures = [LikelihoodMeasure.BitsPerCharacter] };
        Assert.IsTrue(float.IsFinite(PredictByTrees(rows, options)[^1].Score));
        CollectionAssert.AreEqual(
            PredictByTrees(Data.LabelledRows, options).Select(row => row.Score).ToArray(), PredictByTrees(rows, options).Select(row => row.Score).ToArray(), "nothing is learnt from it");
        options.EmptyTextBitsPerCharacter = (float)Likelihood.FloorBits;
        Prediction[] predictions = PredictByTrees(rows, options);
        PredictsEveryRow(predictions);
        Assert.IsFalse(predictions[^1].PredictedLabel);
        options.EmptyTextBitsPerCharacter = 0;
        Assert.IsTrue(PredictByTrees(Data.LabelledRows, options)[^1].PredictedLabel);
    }

    [TestMethod]
    public void Its_number_is_in_both_averages_and_in_saved_pipelines()
    {
        IDataView data = mlContext.Data.LoadFromEnumerable(new Lines[] { new(), new() { Texts = ["", ""] } });
        LikelihoodOptions options = new() { EmptyTextBitsPerCharacter = 20 };
        using LikelihoodTransformer transformer = mlContext.Transforms.Text.ScoreSentenceLikelihood("Score", "Texts", Data.ModelPath, options).Fit(data);
        using MemoryStream file = new();
        mlContext.Model.Save(transformer, data.Schema, file);
        mlContext.RegisterCharRnn();
        file.Position = 0;
        using LikelihoodTransformer loaded = (LikelihoodTransformer)mlContext.Model.Load(file, out _);
        foreach (float[] score in loaded.Transform(data).GetColumn<float[]>("Score"))
        {
            CollectionAssert.AreEqual((float[])[0, 20, 1 << 20, 0, 0], score);
        }
    }

    private Prediction[] PredictByTrees(IReadOnlyList<Labelled> rows, LikelihoodOptions options) => Predict(
        new EstimatorChain<ITransformer>()
            .Append<ITransformer>(mlContext.Transforms.Text.ScoreSentenceLikelihood("Features", "Text", Data.ModelPath, options))
            .Append<ITransformer>(mlContext.BinaryClassification.Trainers.FastTree(numberOfTrees: 5, minimumExampleCountPerLeaf: 2)),
        rows);

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
