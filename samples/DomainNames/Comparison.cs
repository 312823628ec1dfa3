using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;

/// <summary>
/// Prints how well detectors tell made names from ordinary ones: the area under the curve, and the share of made names that they find if they
/// may take 0.1 % or 1 % of the ordinary ones for made.
/// </summary>
internal sealed class Comparison(MLContext mlContext)
{
    public static void PrintHead() => PrintRow("detector", "kind of made names", "area", "0.1 %", "1 %");

    public void Print(string detector, IDataView judged)
    {
        JudgedName[] names = [.. mlContext.Data.CreateEnumerable<JudgedName>(judged, reuseRowObject: false)];
        foreach (string kind in NameGenerator.Kinds)
        {
            Print(detector, kind, [.. names.Where(name => !name.Label || name.Kind == kind)]);
        }

        Print(detector, "all", names);
    }

    private void Print(string detector, string kind, JudgedName[] names)
    {
        int ordinary = names.Count(name => !name.Label);
        AnomalyDetectionMetrics few = Evaluate(names, Math.Max(1, ordinary / 1000));
        AnomalyDetectionMetrics more = Evaluate(names, Math.Max(1, ordinary / 100));
        PrintRow(detector, kind, Number(few.AreaUnderRocCurve), Number(few.DetectionRateAtFalsePositiveCount), Number(more.DetectionRateAtFalsePositiveCount));
    }

    private AnomalyDetectionMetrics Evaluate(JudgedName[] names, int falsePositives) =>
        mlContext.AnomalyDetection.Evaluate(mlContext.Data.LoadFromEnumerable(names), nameof(JudgedName.IsMade), falsePositiveCount: falsePositives);

    private static string Number(double value) => value.ToString("F4", CultureInfo.InvariantCulture);

    private static void PrintRow(string detector, string kind, string area, string few, string more) =>
        Console.WriteLine($"{detector,-30}{kind,-20}{area,8}{few,8}{more,8}");
}
