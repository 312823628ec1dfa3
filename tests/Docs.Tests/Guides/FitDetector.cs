// docs/guides/detector.md has this code.
#pragma warning disable IDE0005 // a guide shows every using that its code needs
#region GUIDE
using CharRnn.MlNetExtensions;
using Microsoft.ML;
using Microsoft.ML.Data;
#endregion

namespace CharRnn.Docs.Tests.FitDetector;

internal static class Program
{
    public static void Run()
    {
        #region GUIDE
        MLContext mlContext = new();
        Line[] lines = [.. File.ReadLines("samples/GibberishDetector/labelled.tsv").Select(Line.Parse)];
        IDataView ordinary = mlContext.Data.LoadFromEnumerable(lines.Where(line => line.Label == 0).Take(100));
        IDataView test = mlContext.Data.LoadFromEnumerable(lines.Skip(200));

        UnlikelyTextOptions options = new() { FalsePositiveRate = 0.01, SurprisalColumnName = "Surprisals" };
        using UnlikelyTextTransformer detector = mlContext.Transforms.Text
            .DetectUnlikelyText("Text", "models/dotnet-docs-lines.onnx", options).Fit(ordinary);
        AnomalyDetectionMetrics metrics = mlContext.AnomalyDetection.Evaluate(detector.Transform(test));
        Console.WriteLine($"odd above {detector.Threshold:F1} bits per character");
        Console.WriteLine($"area under the curve {metrics.AreaUnderRocCurve:F2}");
        mlContext.Model.Save(detector, ordinary.Schema, "detector.zip"); // the model is in it
        #endregion
    }
}

#region GUIDE
public sealed class Line
{
    public string Text { get; set; } = "";

    public float Label { get; set; } // 1 is odd

    public static Line Parse(string line) =>
        new() { Text = line.Split('\t')[1], Label = line.StartsWith("bad", StringComparison.Ordinal) ? 1 : 0 };
}
#endregion
