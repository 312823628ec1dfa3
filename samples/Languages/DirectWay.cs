using System.Text;
using CharRnn;
using CharRnn.Export;
using CharRnn.Inference;
using CharRnn.Trainer;

/// <summary>The direct way: a network that learns nothing but the languages of labelled fragments, in both directions.</summary>
internal static class DirectWay
{
    private const int Texts = 40_000; // that the network reads, each of few fragments more often

    public static CharRnnModel Learn(IReadOnlyCollection<Fragment> labelled)
    {
        string lines = string.Concat(labelled.Select(fragment => $"{fragment.Language}\t{fragment.Text}\n"));
        Corpus corpus = Corpus.FromUtf8(
            Encoding.UTF8.GetBytes(lines), "fragments", new CorpusOptions { Corpus = "fragments", Unit = TextUnit.Line, ClassColumn = 1, ValidationFraction = 0 });
        TrainingOptions options = new()
        {
            Bidirectional = true,
            HiddenSize = 64,
            Dropout = 0.5,
            LearningRate = 0.003,
            Epochs = Math.Clamp(Texts / labelled.Count, 1, 50),
            Threads = 1,
        };
        using TorchEngine engine = new(options.Describe(corpus), options);
        WeightsFile weights = Training.Start(new TrainingSetup { Options = options, Corpus = corpus, Engine = engine }).Run().BestWeights!;
        return CharRnnModel.Load(OnnxExporter.ToBytes(weights));
    }
}
