using CharRnn.Inference;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace CharRnn.MlNetExtensions.Tests;

internal sealed class Line
{
    public string? Text { get; set; }

    public float Number { get; set; }

    [VectorType(3)]
    public float[] Three { get; set; } = [0, 0, 0];
}

internal sealed class Lines
{
    public string[] Texts { get; set; } = [];
}

internal sealed class Scored
{
    public string Text { get; set; } = "";

    public float Number { get; set; }

    public float[] Three { get; set; } = [];

    [VectorType(5)]
    public float[] Score { get; set; } = [];
}

/// <summary>The shipped models, rows of texts, and what they score without ML.NET.</summary>
internal static class Data
{
    public static readonly string[] Texts =
    [
        "Gets the number of elements contained in the collection.",
        "",
        "x",
        "Initializes a new instance of the class with the specified name and value, or throws an exception where there is none. "
            + "When this method returns, contains the value that was there before, if it was found; otherwise, the default value.",
        "naïve café",
        "qzx jvk wpf",
        "a\uD83D b 😀",
    ];

    public static string ModelPath { get; } = Path.Combine(AppContext.BaseDirectory, "models", "dotnet-docs.onnx");

    public static string LineModelPath { get; } = Path.Combine(AppContext.BaseDirectory, "models", "dotnet-docs-lines.onnx");

    public static IEnumerable<Line> Rows(int count) => Enumerable.Range(0, count).Select(i => new Line
    {
        Text = Texts[i % Texts.Length],
        Number = i,
        Three = [i, -i, i / 2f],
    });

    public static IDataView View(MLContext mlContext, int count) => mlContext.Data.LoadFromEnumerable(Rows(count).ToList());

    public static void AreScoresOf(CharRnnModel model, string text, ReadOnlySpan<float> actual)
    {
        SentenceScore score = new SentenceScorer(model).Score(text);
        double[] expected = [score.LogLikelihood, score.BitsPerCharacter, score.Perplexity, score.CharacterCount, score.UnknownCount];
        for (int i = 0; i < expected.Length; i++)
        {
            AreClose(expected[i], actual[i], text);
        }
    }

    // 1e-5 nats a character are allowed between batches; the rest is that of float.
    public static void AreClose(double expected, float actual, string what)
    {
        if (double.IsNaN(expected))
        {
            Assert.IsTrue(float.IsNaN(actual), what);
            return;
        }

        Assert.AreEqual(expected, actual, (1e-5 * Math.Max(1, what.Length)) + (1e-5 * Math.Abs(expected)), what);
    }
}
