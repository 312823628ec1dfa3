// docs/guides/train.md has this code.
#pragma warning disable IDE0005 // a guide shows every using that its code needs
#region GUIDE
using CharRnn;
using CharRnn.Export;
using CharRnn.Inference;
using CharRnn.Trainer;
#endregion

namespace CharRnn.Docs.Tests.TrainAModel;

internal static class Program
{
    public static void Run()
    {
        #region GUIDE
        CorpusOptions corpusOptions = new() { Corpus = "days.txt", Unit = TextUnit.Line };
        TrainingOptions options = new() { HiddenSize = 32, Epochs = 100, MaxSteps = 400, Threads = 1 };
        Corpus corpus = Corpus.Load(corpusOptions);
        RunFolder run = RunFolder.Create("runs/days", overwrite: true);
        run.SaveConfig(corpusOptions, options);
        using (TorchEngine engine = new(options.Describe(corpus), options))
        {
            TrainingSetup setup = new() { Options = options, Corpus = corpus, Engine = engine, Run = run };
            TrainingResult result = Training.Start(setup).Run();
            Console.WriteLine($"{result.Steps} steps");
        }

        OnnxExporter.Export(WeightsFile.Load(run.BestWeightsPath), "days.onnx");
        using CharRnnModel model = CharRnnModel.Load("days.onnx");
        SentenceScorer scorer = new(model);
        foreach (string line in (string[])["Wednesday", "Wendesday"])
        {
            Console.WriteLine($"{line}: {(scorer.Score(line).BitsPerCharacter < 1 ? "known" : "unknown")}");
        }
        #endregion
    }
}
