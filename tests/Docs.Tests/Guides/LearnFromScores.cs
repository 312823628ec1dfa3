// docs/guides/score-in-mlnet.md has this code.
#pragma warning disable IDE0005, IDE0008 // a guide shows every using that its code needs, and no long type names
#region GUIDE
using CharRnn.MlNetExtensions;
using Microsoft.ML;
using Microsoft.ML.Data;
#endregion

namespace CharRnn.Docs.Tests.LearnFromScores;

internal static class Program
{
    public static void Run()
    {
        #region GUIDE
        MLContext mlContext = new(seed: 1);
        IDataView lines = mlContext.Data.LoadFromTextFile<Line>("samples/GibberishDetector/labelled.tsv");
        DataOperationsCatalog.TrainTestData parts = mlContext.Data.TrainTestSplit(lines, testFraction: 0.5);

        LikelihoodMeasure[] measures = [LikelihoodMeasure.BitsPerCharacter, LikelihoodMeasure.UnknownCount];
        LikelihoodOptions options = new() { Measures = measures };
        Dictionary<string, bool> labels = new() { ["bad"] = true, ["good"] = false };
        var pipeline = mlContext.Transforms.Conversion.MapValue("Label", labels, "Kind")
            .Append(mlContext.Transforms.Text
                .ScoreSentenceLikelihood("Features", "Text", "models/dotnet-docs-lines.onnx", options))
            .Append(mlContext.BinaryClassification.Trainers.LbfgsLogisticRegression());
        using var classifier = pipeline.Fit(parts.TrainSet);
        IDataView predictions = classifier.Transform(parts.TestSet);
        BinaryClassificationMetrics metrics = mlContext.BinaryClassification.Evaluate(predictions);
        Console.WriteLine($"accuracy {metrics.Accuracy:F1}, area under the curve {metrics.AreaUnderRocCurve:F1}");
        #endregion
    }
}

#region GUIDE
public sealed class Line
{
    [LoadColumn(0)]
    public string Kind { get; set; } = "";

    [LoadColumn(1)]
    public string Text { get; set; } = "";
}
#endregion
