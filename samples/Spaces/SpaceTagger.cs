using CharRnn;
using CharRnn.Export;
using CharRnn.Inference;
using CharRnn.Trainer;

/// <summary>A network that has learnt after which letters a space follows.</summary>
internal sealed class SpaceTagger : IDisposable
{
    private readonly CharRnnModel model;
    private readonly TextTagger tagger;

    private SpaceTagger(CharRnnModel model)
    {
        this.model = model;
        tagger = new TextTagger(model);
    }

    /// <summary>Trains the network. The labels are a second text of the same length.</summary>
    public static SpaceTagger Learn(IReadOnlyList<SpacedLine> lines, bool bidirectional, int epochs)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("spaces-");
        try
        {
            string letters = Path.Combine(folder.FullName, "letters.txt");
            string marks = Path.Combine(folder.FullName, "marks.txt");
            File.WriteAllLines(letters, lines.Select(line => line.Letters));
            File.WriteAllLines(marks, lines.Select(line => line.Marks));
            Corpus corpus = Corpus.Load(new CorpusOptions { Corpus = letters, TargetCorpus = marks, Unit = TextUnit.Line });
            TrainingOptions options = new() { Bidirectional = bidirectional, HiddenSize = 128, BatchSize = 32, Epochs = epochs, LearningRate = 0.005, ValidateEvery = 0 };
            using TorchEngine engine = new(options.Describe(corpus), options);
            WeightsFile weights = Training.Start(new TrainingSetup { Options = options, Corpus = corpus, Engine = engine }).Run().BestWeights!;
            return new SpaceTagger(CharRnnModel.Load(OnnxExporter.ToBytes(weights)));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    public IEnumerable<SpacedLine> Split(IEnumerable<string> letters) => letters.Zip(tagger.Tag(letters), (line, tags) => new SpacedLine(line, tags.ToString()));

    public void Dispose() => model.Dispose();
}
