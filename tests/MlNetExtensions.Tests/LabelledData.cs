using CharRnn.Inference;
using Microsoft.ML;

namespace CharRnn.MlNetExtensions.Tests;

/// <summary>A text, and whether it is sense.</summary>
internal sealed class Labelled
{
    public string Text { get; set; } = "";

    public bool Label { get; set; }
}

/// <summary>What a trainer makes of it.</summary>
internal sealed class Prediction
{
    public bool PredictedLabel { get; set; }

    public float Score { get; set; }

    public float Probability { get; set; }
}

/// <summary>The shipped model, and rows of sense and gibberish.</summary>
internal static class LabelledData
{
    public static readonly string[] Sense =
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

    public static readonly string[] Gibberish =
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

    /// <summary>Sense and gibberish in turn.</summary>
    public static IReadOnlyList<Labelled> Rows { get; } =
    [
        .. Sense.Zip(Gibberish).SelectMany(pair => (Labelled[])[new() { Text = pair.First, Label = true }, new() { Text = pair.Second }]),
    ];

    public static IDataView View(MLContext mlContext, IReadOnlyList<Labelled> rows) => mlContext.Data.LoadFromEnumerable(rows);

    /// <summary>Compares with the scorer by itself; 1e-5 nats a character are allowed between batches, the rest is that of float.</summary>
    public static void AreScoresOf(CharRnnModel model, string[] texts, float[][] actual)
    {
        Assert.HasCount(texts.Length, actual);
        foreach ((SentenceScore score, float[] slots) in new SentenceScorer(model).Score(texts).Zip(actual))
        {
            Assert.AreEqual(score.LogLikelihood, slots[0], (1e-5 * score.CharacterCount) + (1e-5 * Math.Abs(score.LogLikelihood)));
            Assert.AreEqual(score.BitsPerCharacter, slots[1], 1e-4);
            Assert.AreEqual(score.CharacterCount, slots[3]);
            Assert.AreEqual(score.UnknownCount, slots[4]);
        }
    }
}
