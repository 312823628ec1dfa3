// docs/guides/score-in-mlnet.md has this code.
#pragma warning disable IDE0005, IDE0008 // a guide shows every using that its code needs, and no long type names
#region GUIDE
using CharRnn.Inference;
using CharRnn.MlNetExtensions;
using Microsoft.ML;
using Microsoft.ML.Data;
#endregion

namespace CharRnn.Docs.Tests.EmbedInMlNet;

internal static class Program
{
    public static void Run()
    {
        #region GUIDE
        MLContext mlContext = new();
        IDataView names = mlContext.Data.LoadFromEnumerable(new Name[]
        {
            new() { Text = "StringBuilder" }, new() { Text = "ArgumentException" }, new() { Text = "InvalidCastException" },
        });

        TextEmbeddingOptions options = new() { Pooling = EmbeddingPooling.MeanAndLast, Measures = [LikelihoodMeasure.BitsPerCharacter] };
        using var embedder = mlContext.Transforms.Text
            .EmbedText("Features", "Text", "models/dotnet-names.onnx", options).Fit(names);
        IDataView embedded = embedder.Transform(names);

        VBuffer<ReadOnlyMemory<char>> slots = default;
        embedded.Schema["Features"].GetSlotNames(ref slots);
        Console.WriteLine($"{slots.Length} slots: {slots.GetItemOrDefault(0)} to {slots.GetItemOrDefault(255)}, and {slots.GetItemOrDefault(256)}");
        float[][] vectors = [.. embedded.GetColumn<float[]>("Features")];
        Console.WriteLine($"ArgumentException is {(Distance(1, 2) < Distance(1, 0) ? "nearer" : "farther")} to InvalidCastException than to StringBuilder");

        double Distance(int one, int other) => vectors[one].Zip(vectors[other], (x, y) => Math.Pow(x - y, 2)).Sum();
        #endregion
    }
}

#region GUIDE
public sealed class Name
{
    public string Text { get; set; } = "";
}
#endregion
