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

/// <summary>A text, and whether it is sense.</summary>
internal sealed class Labelled
{
    public string Text { get; set; } = "";

    public bool Label { get; set; }
}

/// <summary>What a trainer predicts for a text.</summary>
internal sealed class Prediction
{
    public bool PredictedLabel { get; set; }

    public float Score { get; set; }

    public float Probability { get; set; }
}

/// <summary>The shipped models, rows of texts, and comparisons with scores computed without ML.NET.</summary>
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

    private static readonly string[] Sense =
    [
        "Gets the number of elements contained in the collection.",
        "Returns the index of the first occurrence of a value.",
        "Occurs when the value of a property changes.",
        "An object that can be used to cancel the work.",
        "Removes all items from the list.",
        "The name of the file to read.",
        "Initializes a new instance of the class.",
        "Gets or sets a value that indicates whether the control is enabled.",
        "Writes the specified string to the stream.",
        "Thrown when an argument is not valid.",
        "Determines whether two objects are equal.",
        "Represents a method that handles an event.",
    ];

    private static readonly string[] Gibberish =
    [
        "xqzv kjhw bvnm qqpl zxcv wrtp lkjh ffgd.",
        "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b",
        "fdjklsa jkfdlsa urieow qpvnc,m xz",
        "Zq9 kkx vbn wwq plm zzt.",
        "asdf qwer zxcv jkl; uiop vbnm",
        "gbwq mfjz xkcd ptlv hnrs dyqx.",
        "xx yy zz qq jj kk vv ww",
        "hgfdsa poiuyt mnbvcx lkjhgf trewq",
        "tqkz wvjx fpbg nhdm lrcs.",
        "QWRT PSDF GHJK LZXC VBNM",
        "jx8 vq2 zk5 wp7 fg4 bn1",
        "rrtwq bzzkp mmxvd qhhjf",
    ];

    public static string ModelPath { get; } = Path.Combine(AppContext.BaseDirectory, "models", "dotnet-docs.onnx");

    public static string LineModelPath { get; } = Path.Combine(AppContext.BaseDirectory, "models", "dotnet-docs-lines.onnx");

    public static string SavedPipelinePath { get; } = Path.Combine(AppContext.BaseDirectory, "data", "pipeline-format-1.zip");

    /// <summary>Gets rows of sense and gibberish in turn.</summary>
    public static IReadOnlyList<Labelled> LabelledRows { get; } =
    [
        .. Sense.Zip(Gibberish).SelectMany(pair => (Labelled[])[new() { Text = pair.First, Label = true }, new() { Text = pair.Second }]),
    ];

    public static IEnumerable<Line> Rows(int count) => Enumerable.Range(0, count).Select(i => new Line
    {
        Text = Texts[i % Texts.Length],
        Number = i,
        Three = [i, -i, i / 2f],
    });

    public static IDataView View(MLContext mlContext, int count) => mlContext.Data.LoadFromEnumerable(Rows(count).ToList());

    public static IDataView View(MLContext mlContext, IReadOnlyList<Labelled> rows) => mlContext.Data.LoadFromEnumerable(rows);

    /// <summary>Returns the shape of a view's schema. ML.NET has no public way to it.</summary>
    public static SchemaShape Shape(IDataView view) =>
        (SchemaShape)typeof(SchemaShape).GetMethod("Create", System.Reflection.BindingFlags.Static | System.Reflection.BindingFlags.NonPublic)!.Invoke(null, [view.Schema])!;

    public static void AreScoresOf(CharRnnModel model, string text, ReadOnlySpan<float> actual)
    {
        SentenceScore score = new SentenceScorer(model).Score(text);
        double[] expected = [score.LogLikelihood, score.BitsPerCharacter ?? double.NaN, score.Perplexity ?? double.NaN, score.CharacterCount, score.UnknownCount];
        for (int i = 0; i < expected.Length; i++)
        {
            AreClose(expected[i], actual[i], text);
        }
    }

    public static void AreScoresOf(CharRnnModel model, string[] texts, float[][] actual)
    {
        Assert.HasCount(texts.Length, actual);
        foreach ((SentenceScore score, float[] slots) in new SentenceScorer(model).Score(texts).Zip(actual))
        {
            Assert.AreEqual(score.LogLikelihood, slots[0], (1e-5 * score.CharacterCount) + (1e-5 * Math.Abs(score.LogLikelihood)));
            Assert.AreEqual(score.BitsPerCharacter!.Value, slots[1], 1e-4);
            Assert.AreEqual(score.CharacterCount, slots[3]);
            Assert.AreEqual(score.UnknownCount, slots[4]);
        }
    }

    // Between batches, 1e-5 nats per character are allowed; the rest is the precision of float.
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
