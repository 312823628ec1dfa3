using Microsoft.ML;

namespace CharRnn.MlNetExtensions.Training.Tests;

internal sealed class Line
{
    public string? Text { get; set; }

    /// <summary>1 where the text is odd.</summary>
    public float Label { get; set; }
}

internal sealed class Detection
{
    public bool PredictedLabel { get; set; }

    public float Score { get; set; }
}

/// <summary>Texts that are made at random, and trainings that take a second. The same seed gives the same texts.</summary>
internal static class Made
{
    private static readonly string[] Syllables = ["ba", "co", "di", "fe", "lu", "ma", "ni", "po", "ra", "se", "ti", "vo"];

    /// <summary>Names of two to four syllables.</summary>
    public static string[] Names(int count, int seed) =>
        Make(count, seed, random => string.Concat(Enumerable.Range(0, random.Next(2, 5)).Select(_ => Syllables[random.Next(Syllables.Length)])));

    /// <summary>Names of random letters.</summary>
    public static string[] Odd(int count, int seed) =>
        Make(count, seed, random => string.Concat(Enumerable.Range(0, random.Next(4, 9)).Select(_ => (char)random.Next('a', 'z' + 1))));

    public static IDataView View(MLContext mlContext, IEnumerable<string?> texts) => mlContext.Data.LoadFromEnumerable(texts.Select(text => new Line { Text = text }));

    /// <summary>Options for a training that takes a second.</summary>
    public static CharRnnTrainerOptions Quick(double rate = 0.05)
    {
        CharRnnTrainerOptions options = new() { Detection = { FalsePositiveRate = rate } };
        options.Training.HiddenSize = 16;
        options.Training.EmbeddingSize = 8;
        options.Training.MaxSteps = 60;
        options.Training.ValidateEvery = 20;
        options.Training.ReportEvery = 10;
        options.Training.Threads = 1;
        return options;
    }

    /// <summary>Reads what a detector says of texts.</summary>
    public static Detection[] Detect(MLContext mlContext, ITransformer detector, IEnumerable<string?> texts) =>
        [.. mlContext.Data.CreateEnumerable<Detection>(detector.Transform(View(mlContext, texts)), reuseRowObject: false)];

    private static string[] Make(int count, int seed, Func<Random, string> make)
    {
        Random random = new(seed);
        return [.. Enumerable.Range(0, count).Select(_ => make(random))];
    }
}
