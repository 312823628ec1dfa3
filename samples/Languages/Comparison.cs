using System.Globalization;
using Microsoft.ML;

/// <summary>Prints how often the language is right if a linear trainer learns from features of few or many labelled fragments.</summary>
internal sealed class Comparison(MLContext mlContext, LabelledFragments fragments)
{
    private static readonly int[] LabelCounts = [2, 5, 20, 200];

    private readonly IDataView test = mlContext.Data.LoadFromEnumerable(fragments.Test);

    public static void PrintHead() =>
        PrintRow("labelled fragments of a language", LabelCounts.Select(count => count.ToString(CultureInfo.InvariantCulture)));

    /// <summary>Prints a row.</summary>
    /// <param name="name">The features, in words.</param>
    /// <param name="features">Makes the column Features of the column Text.</param>
    public void Print(string name, IEstimator<ITransformer> features) =>
        PrintRow(name, LabelCounts.Select(count => Accuracy(features, count).ToString("P1", CultureInfo.InvariantCulture)));

    private double Accuracy(IEstimator<ITransformer> features, int labelCount)
    {
        IDataView labelled = mlContext.Data.LoadFromEnumerable(fragments.Labelled(labelCount));
        ITransformer classifier = mlContext.Transforms.Conversion.MapValueToKey("Label", "Language").Append(features)
            .Append(mlContext.MulticlassClassification.Trainers.LbfgsMaximumEntropy(l1Regularization: 0, l2Regularization: 0.1f)).Fit(labelled);
        return mlContext.MulticlassClassification.Evaluate(classifier.Transform(test)).MicroAccuracy;
    }

    private static void PrintRow(string name, IEnumerable<string> columns) =>
        Console.WriteLine($"{name,-36}{string.Concat(columns.Select(column => $"{column,10}"))}");
}
