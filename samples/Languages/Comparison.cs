using System.Globalization;
using CharRnn.Inference;
using CharRnn.MlNetExtensions;
using Microsoft.ML;
using Microsoft.ML.Data;

/// <summary>Prints how often the language is right if few or many labelled fragments are learnt.</summary>
internal sealed class Comparison(MLContext mlContext, LabelledFragments fragments)
{
    private static readonly int[] LabelCounts = [2, 5, 20, 200];

    private readonly IDataView test = mlContext.Data.LoadFromEnumerable(fragments.Test);

    public static void PrintHead() =>
        PrintRow("labelled fragments of a language", LabelCounts.Select(count => count.ToString(CultureInfo.InvariantCulture)));

    /// <summary>Prints a row of a linear trainer.</summary>
    /// <param name="name">The features, in words.</param>
    /// <param name="features">Makes the column Features of the column Text.</param>
    /// <param name="trainer">The trainer.</param>
    public void Print(string name, IEstimator<ITransformer> features, IEstimator<ITransformer> trainer) =>
        PrintRow(name, LabelCounts.Select(count => Accuracy(features.Append(trainer), count).ToString("P1", CultureInfo.InvariantCulture)));

    /// <summary>Prints a row of networks that learn the classes themselves.</summary>
    /// <param name="name">The way, in words.</param>
    /// <param name="learn">Trains a network.</param>
    public void Print(string name, Func<IReadOnlyCollection<Fragment>, CharRnnModel> learn) =>
        PrintRow(name, LabelCounts.Select(count => Accuracy(learn, [.. fragments.Labelled(count)]).ToString("P1", CultureInfo.InvariantCulture)));

    private double Accuracy(Func<IReadOnlyCollection<Fragment>, CharRnnModel> learn, Fragment[] labelled)
    {
        using CharRnnModel model = learn(labelled);
        using ClassificationTransformer classifier = mlContext.Transforms.Text.ClassifyText("Text", model).Fit(test);
        IEnumerable<string> found = classifier.Transform(test).GetColumn<string>("PredictedLabel");
        return found.Zip(fragments.Test).Average(pair => pair.First == pair.Second.Language ? 1.0 : 0);
    }

    private double Accuracy(IEstimator<ITransformer> pipeline, int labelCount)
    {
        IDataView labelled = mlContext.Data.LoadFromEnumerable(fragments.Labelled(labelCount));
        ITransformer classifier = mlContext.Transforms.Conversion.MapValueToKey("Label", "Language").Append(pipeline).Fit(labelled);
        return mlContext.MulticlassClassification.Evaluate(classifier.Transform(test)).MicroAccuracy;
    }

    private static void PrintRow(string name, IEnumerable<string> columns) =>
        Console.WriteLine($"{name,-36}{string.Concat(columns.Select(column => $"{column,10}"))}");
}
