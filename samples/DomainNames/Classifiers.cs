using CharRnn.Inference;
using CharRnn.MlNetExtensions;
using Microsoft.ML;
using Microsoft.ML.Trainers;

/// <summary>Trainers that learn from labelled names.</summary>
internal static class Classifiers
{
    /// <summary>Trees that see what the network makes of a name: its hidden state, and how likely it is.</summary>
    public static IEstimator<ITransformer> OnCharRnn(MLContext mlContext, CharRnnModel model)
    {
        TextEmbeddingOptions options = new() { Measures = [LikelihoodMeasure.BitsPerCharacter, LikelihoodMeasure.LogLikelihood] };
        return mlContext.Transforms.Text.EmbedText("Features", "Text", model, options).Append(mlContext.BinaryClassification.Trainers.FastTree());
    }

    /// <summary>ML.NET's own way: which one to three characters are in the name, and a linear trainer.</summary>
    public static IEstimator<ITransformer> OnNGrams(MLContext mlContext) =>
        mlContext.Transforms.Text.TokenizeIntoCharactersAsKeys("Characters", "Text")
            .Append(mlContext.Transforms.Text.ProduceNgrams("Features", "Characters", ngramLength: 3))
            .Append(mlContext.Transforms.NormalizeLpNorm("Features"))
            .Append(mlContext.BinaryClassification.Trainers.SdcaLogisticRegression(new SdcaLogisticRegressionBinaryTrainer.Options { NumberOfThreads = 1 }));
}
