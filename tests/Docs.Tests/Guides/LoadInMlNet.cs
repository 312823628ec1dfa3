// docs/guides/score-in-mlnet.md has this code.
#pragma warning disable IDE0005, IDE0008 // a guide shows every using that its code needs, and no long type names
using CharRnn.Docs.Tests.ScoreInMlNet;
#region GUIDE
using Microsoft.ML;
#endregion

namespace CharRnn.Docs.Tests.LoadInMlNet;

internal static class Program
{
    public static void Run()
    {
        #region GUIDE
        MLContext mlContext = new();
        mlContext.RegisterCharRnn(); // before a pipeline is loaded
        ITransformer pipeline = mlContext.Model.Load("pipeline.zip", out _);
        using var engine = mlContext.Model.CreatePredictionEngine<Sentence, ScoredSentence>(pipeline);
        ScoredSentence scored = engine.Predict(new Sentence { Text = "Returns the index." });
        Console.WriteLine($"{scored.BitsPerCharacter:F1} bits per character");
        #endregion
    }
}
