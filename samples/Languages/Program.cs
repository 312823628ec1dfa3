// Tells languages apart by the hidden state of a network that has only read text, beside ML.NET's own features of text.
//
//   ./fetch.sh                       fetches a text in 20 languages into data/
//   dotnet run -c Release -- data    reads data/LANGUAGE.txt, trains the network, and prints how often the language is right
//
// Two thirds of each text are to learn from, the rest is the test. The network reads the former without being told which language is which.
// Then a linear trainer learns the languages from few or many labelled fragments of four words. Last, a network learns them directly.
using CharRnn;
using CharRnn.MlNetExtensions;
using Microsoft.ML;
using Microsoft.ML.Trainers;

if (args is not [string folder])
{
    Console.Error.WriteLine("usage: Languages FOLDER");
    return 2;
}

try
{
    LabelledFragments fragments = LabelledFragments.Read(folder);
    MLContext mlContext = new(seed: 1);
    using UnlikelyTextTransformer network = mlContext.AnomalyDetection.Trainers.CharRnn("Text")
        .Fit(mlContext.Data.LoadFromEnumerable(fragments.ToLearn));

    TransformsCatalog.TextTransforms text = mlContext.Transforms.Text;
    LbfgsMaximumEntropyMulticlassTrainer lbfgs = mlContext.MulticlassClassification.Trainers.LbfgsMaximumEntropy(l1Regularization: 0, l2Regularization: 0.1f);
    SdcaMaximumEntropyMulticlassTrainer sdca = mlContext.MulticlassClassification.Trainers.SdcaMaximumEntropy(new SdcaMaximumEntropyMulticlassTrainer.Options { NumberOfThreads = 1 });
    Comparison comparison = new(mlContext, fragments);
    Comparison.PrintHead();
    comparison.Print("EmbedText", text.EmbedText("Hidden", "Text", network.Model)
        .Append(mlContext.Transforms.NormalizeMeanVariance("Features", "Hidden")), lbfgs);
    comparison.Print("FeaturizeText", text.FeaturizeText("Features", "Text"), lbfgs);
    comparison.Print("FeaturizeText, SDCA", text.FeaturizeText("Features", "Text"), sdca);
    comparison.Print("both", text.EmbedText("Hidden", "Text", network.Model)
        .Append(mlContext.Transforms.NormalizeLpNorm("Hidden"))
        .Append(text.FeaturizeText("NGrams", "Text"))
        .Append(mlContext.Transforms.Concatenate("Features", "Hidden", "NGrams")), lbfgs);
    comparison.Print("ClassifyText", DirectWay.Learn);
    return 0;
}
catch (Exception exception) when (exception is CharRnnException or IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine(exception.Message);
    return 1;
}
