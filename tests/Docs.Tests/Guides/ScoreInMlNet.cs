// docs/guides/score-in-mlnet.md has this code.
#pragma warning disable IDE0005 // a guide shows every using that its code needs
#region GUIDE
using CharRnn.MlNetExtensions;
using Microsoft.ML;
using Microsoft.ML.Data;
#endregion

namespace CharRnn.Docs.Tests.ScoreInMlNet;

internal static class Program
{
    public static void Run()
    {
        #region GUIDE
        MLContext mlContext = new();
        IDataView sentences = mlContext.Data.LoadFromEnumerable(new Sentence[]
        {
            new() { Text = "Gets the number of elements." },
            new() { Text = "Gets teh nubmer of elemnets." },
        });

        LikelihoodOptions options = new() { Measures = [LikelihoodMeasure.BitsPerCharacter], SeparateColumns = true };
        LikelihoodEstimator estimator = mlContext.Transforms.Text
            .ScoreSentenceLikelihood("Score", "Text", "models/dotnet-docs-lines.onnx", options);
        using LikelihoodTransformer transformer = estimator.Fit(sentences);
        IDataView scored = transformer.Transform(sentences);
        foreach (ScoredSentence sentence in mlContext.Data.CreateEnumerable<ScoredSentence>(scored, reuseRowObject: false))
        {
            Console.WriteLine($"{sentence.BitsPerCharacter:F1} bits per character: {sentence.Text}");
        }

        mlContext.Model.Save(transformer, sentences.Schema, "pipeline.zip"); // the model is in it
        #endregion
    }
}

#region GUIDE
public class Sentence
{
    public string Text { get; set; } = "";
}

public sealed class ScoredSentence : Sentence
{
    [ColumnName("Score_BitsPerCharacter")]
    public float BitsPerCharacter { get; set; }
}
#endregion
