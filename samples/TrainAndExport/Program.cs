// Trains a model on a text, exports it to ONNX, and continues a text with it.
//   dotnet run --project samples/TrainAndExport CORPUS.txt MODEL.onnx [STEPS]
using System.Globalization;
using CharRnn;
using CharRnn.Export;
using CharRnn.Inference;
using CharRnn.Trainer;

if (args is not [string text, string path, ..])
{
    Console.Error.WriteLine("usage: TrainAndExport CORPUS.txt MODEL.onnx [STEPS]");
    return 2;
}

try
{
    CorpusOptions corpusOptions = new() { Corpus = text };
    TrainingOptions options = new() { Epochs = 1000, MaxSteps = args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 2000 };
    Corpus corpus = Corpus.Load(corpusOptions);
    RunFolder run = RunFolder.Create(Path.ChangeExtension(path, ".run"), overwrite: true);
    run.SaveConfig(corpusOptions, options);
    using (TorchEngine engine = new(options.Describe(corpus), options))
    {
        TrainingResult result = Training.Start(new TrainingSetup { Options = options, Corpus = corpus, Engine = engine, Run = run, Observer = new Progress() }).Run();
        Console.WriteLine($"{result.Steps} steps in {result.Elapsed.TotalSeconds:F0} seconds");
    }

    OnnxExporter.Export(WeightsFile.Load(run.BestWeightsPath), path);
    using CharRnnModel model = CharRnnModel.Load(path);
    using GenerationSession session = model.CreateSession(new SamplingOptions { Temperature = 0.5 }, new GenerationOptions { Seed = 1 });
    Console.WriteLine(session.Generate(length: 100));
    return 0;
}
catch (Exception exception) when (exception is CharRnnException or IOException or UnauthorizedAccessException or FormatException)
{
    Console.Error.WriteLine(exception.Message);
    return 1;
}

internal sealed class Progress : ITrainingObserver
{
    public void OnReport(TrainingReport report) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"step {report.Step}: {report.ValidationLossNats ?? report.TrainLossNats:F3} nats per character"));
}
