// The README's code stands here, between the regions, so that it is compiled and run.
#pragma warning disable IDE0005 // the README shows every using that its code needs
#region README
using CharRnn.MlNetExtensions;
using Microsoft.ML;
#endregion

namespace CharRnn.MlNetExtensions.Tests;

[TestClass]
public sealed class ReadMeTests
{
    [TestCleanup]
    public void DeletePipeline() => File.Delete("pipeline.zip");

    [TestMethod]
    public void The_code_says_what_the_readme_says() => ReadMe.AssertShowsOutput(Example);

    [TestMethod]
    public void The_readme_holds_the_code_that_is_compiled_here() => ReadMe.AssertHoldsCode(regions: 3);

    private static void Example()
    {
        #region README
        MLContext mlContext = new();
        IDataView lines = mlContext.Data.LoadFromEnumerable(new Sentence[]
        {
            new() { Text = "Gets the number of elements." },
            new() { Text = "Gets teh nubmer of elemnets." },
            new() { Text = "xqzv kjhw bvnm qqpl zxcv." },
        });

        // A vector with the slots LogLikelihood, BitsPerCharacter, Perplexity, CharacterCount and UnknownCount.
        LikelihoodEstimator pipeline = mlContext.Transforms.Text.ScoreSentenceLikelihood("Likelihood", "Text", "models/dotnet-docs.onnx");
        using LikelihoodTransformer transformer = pipeline.Fit(lines);
        foreach (ScoredSentence line in mlContext.Data.CreateEnumerable<ScoredSentence>(transformer.Transform(lines), reuseRowObject: false))
        {
            Console.WriteLine($"{line.Likelihood[1]:F1} bits per character: {line.Text}");
        }

        // The saved pipeline contains the model. A process that loads it calls RegisterCharRnn first.
        mlContext.Model.Save(transformer, lines.Schema, "pipeline.zip");
        MLContext elsewhere = new();
        elsewhere.RegisterCharRnn();
        ITransformer loaded = elsewhere.Model.Load("pipeline.zip", out _);
        using PredictionEngine<Sentence, ScoredSentence> engine = elsewhere.Model.CreatePredictionEngine<Sentence, ScoredSentence>(loaded);
        Console.WriteLine($"{engine.Predict(new Sentence { Text = "Returns the index." }).Likelihood[1]:F1} bits per character: Returns the index.");
        #endregion
    }
}

#region README
internal sealed class Sentence
{
    public string Text { get; set; } = "";
}

internal sealed class ScoredSentence
{
    public string Text { get; set; } = "";

    public float[] Likelihood { get; set; } = [];
}
#endregion
