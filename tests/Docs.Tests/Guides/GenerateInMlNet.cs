// docs/guides/score-in-mlnet.md has this code.
#pragma warning disable IDE0005 // a guide shows every using that its code needs
#region GUIDE
using CharRnn.MlNetExtensions;
using Microsoft.ML;
#endregion

namespace CharRnn.Docs.Tests.GenerateInMlNet;

internal static class Program
{
    public static void Run()
    {
        #region GUIDE
        MLContext mlContext = new();
        IDataView prompts = mlContext.Data.LoadFromEnumerable(new Prompt[] { new() { Beginning = "Returns the " } });

        TextGenerationOptions options = new() { Stop = ["\n"], Seed = 1 };
        options.Sampling.Temperature = 0.5;
        using GenerationTransformer transformer = mlContext.Transforms.Text
            .GenerateText("Continuation", "Beginning", "models/dotnet-docs-lines.onnx", options).Fit(prompts);
        IDataView texts = transformer.Transform(prompts);
        foreach (Continued text in mlContext.Data.CreateEnumerable<Continued>(texts, reuseRowObject: false))
        {
            Console.WriteLine(text.Beginning + text.Continuation);
        }
        #endregion
    }
}

#region GUIDE
public class Prompt
{
    public string Beginning { get; set; } = "";
}

public sealed class Continued : Prompt
{
    public string Continuation { get; set; } = "";
}
#endregion
