// Learns the past tense of English verbs from a list, and is asked for those of verbs that it has not seen.
//
//   dotnet run -c Release -- [PASSES]    reads verbs.tsv, of which every tenth verb is the test, in that many passes (60)
//
// Two networks: an encoder reads the verb, and its last state is all that the decoder, which writes the past tense, knows of it.
using System.Globalization;
using System.Text;
using CharRnn;
using CharRnn.Export;
using CharRnn.Inference;
using CharRnn.Trainer;

int passes = 60;
if (args.Length > 1 || (args.Length > 0 && !(int.TryParse(args[0], NumberStyles.None, CultureInfo.InvariantCulture, out passes) && passes > 0)))
{
    Console.Error.WriteLine("usage: PastTenses [PASSES]");
    return 2;
}

try
{
    Verbs verbs = Verbs.Read(Path.Combine(AppContext.BaseDirectory, "verbs.tsv"));
    CorpusOptions lines = new() { Corpus = "verbs", Unit = TextUnit.Line, AnswerAfter = "\t", ValidationFraction = 0 };
    Corpus corpus = Corpus.FromUtf8(Encoding.UTF8.GetBytes(string.Concat(verbs.ToLearn.Select(verb => $"{verb.Present}\t{verb.Past}\n"))), "verbs", lines);
    TrainingOptions options = new()
    {
        HiddenSize = 192,
        EmbeddingSize = 32,
        Encoder = true,
        OutputDropout = 0.3,
        BatchSize = 16,
        LearningRate = 0.005,
        Epochs = passes,
        ValidateEvery = 0,
        SampleLength = 0,
    };
    using TorchEngine engine = new(options.Describe(corpus), options);
    TrainingResult result = Training.Start(new TrainingSetup { Options = options, Corpus = corpus, Engine = engine }).Run();
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{verbs.ToLearn.Count} verbs learnt in {result.Elapsed.TotalSeconds:F0} seconds\n"));

    WeightsFile weights = result.BestWeights!;
    using CharRnnModel model = CharRnnModel.Load(OnnxExporter.ToBytes(weights), encoder: OnnxExporter.ToEncoderBytes(weights));
    TextAnswerer answerer = new(model, new AnswerOptions { Beams = 4 });
    Figures.Print("learnt", answerer, verbs.ToLearn);
    Figures.Print("unseen, regular", answerer, [.. verbs.Test.Where(verb => verb.IsRegular)]);
    Figures.Print("unseen, irregular", answerer, [.. verbs.Test.Where(verb => !verb.IsRegular)]);
    Figures.PrintSome(answerer, verbs.Test);
    return 0;
}
catch (Exception exception) when (exception is CharRnnException or IOException)
{
    Console.Error.WriteLine(exception.Message);
    return 1;
}
