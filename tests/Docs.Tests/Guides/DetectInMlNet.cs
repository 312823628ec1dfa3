// docs/guides/score-in-mlnet.md has this code.
#pragma warning disable IDE0005, IDE0008 // a guide shows every using that its code needs, and no long type names
#region GUIDE
using CharRnn.MlNetExtensions;
using Microsoft.ML;
using Microsoft.ML.Data;
#endregion

namespace CharRnn.Docs.Tests.DetectInMlNet;

internal static class Program
{
    public static void Run()
    {
        #region GUIDE
        MLContext mlContext = new(seed: 1);
        IDataView lines = mlContext.Data.LoadFromTextFile<Line>("samples/GibberishDetector/labelled.tsv");
        Dictionary<string, float> labels = new() { ["bad"] = 1, ["good"] = 0 };
        IDataView labelled = mlContext.Transforms.Conversion.MapValue("Label", labels, "Kind").Fit(lines).Transform(lines);
        DataOperationsCatalog.TrainTestData parts = mlContext.Data.TrainTestSplit(labelled, testFraction: 0.5);
        IDataView good = mlContext.Data.FilterRowsByColumn(parts.TrainSet, "Label", upperBound: 0.5);

        UnlikelyTextOptions options = new() { FalsePositiveRate = 0.05 };
        using UnlikelyTextTransformer detector = mlContext.Transforms.Text
            .DetectUnlikelyText("Text", "models/dotnet-docs-lines.onnx", options).Fit(good);
        IDataView detected = detector.Transform(parts.TestSet);
        AnomalyDetectionMetrics metrics = mlContext.AnomalyDetection.Evaluate(detected);
        Console.WriteLine($"area under the curve {metrics.AreaUnderRocCurve:F2}");
        Report();

        detector.FalsePositiveRate = 0.2; // the threshold follows
        Report();

        void Report()
        {
            DetectedLine[] rows = [.. mlContext.Data.CreateEnumerable<DetectedLine>(detected, reuseRowObject: false)];
            double found = rows.Where(row => row.Label == 1).Average(row => row.PredictedLabel ? 1 : 0);
            double wrong = rows.Where(row => row.Label == 0).Average(row => row.PredictedLabel ? 1 : 0);
            Console.WriteLine($"above {detector.Threshold:F1} bits: {found:P0} of the bad lines, {wrong:P0} of the good ones");
        }
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

public sealed class DetectedLine
{
    public float Label { get; set; }

    public bool PredictedLabel { get; set; }
}
#endregion
