using CharRnn.Cli;
using CharRnn.Trainer;

namespace CharRnn.Benchmarks;

/// <summary>The next character of tinyshakespeare.</summary>
internal sealed class TextTask : LearningTask
{
    private const int Rows = 32;
    private const int Columns = 50;

    private readonly Corpus corpus;

    public TextTask(CancellationToken cancellation)
    {
        corpus = CorpusSource.Load(new CorpusOptions { Corpus = NamedCorpora.TinyShakespeare.Name, ValidationFraction = 0.02 }, null, null, cancellation);
        Test = [.. Batches(new StreamBatches(corpus.Validation, 8, Columns, dropPartial: false), isOnce: true)];
    }

    public override string Name => NamedCorpora.TinyShakespeare.Name;

    public override int HiddenSize => 128;

    public override double Seconds => 8; // the test takes longer than that of the others

    public override int VocabularySize => corpus.Vocabulary.Size;

    public override string Loss => "nats per character, validation";

    public override IReadOnlyList<Batch> Test { get; }

    public override IEnumerable<Batch> Train(int factor, bool isOnce) => Batches(new StreamBatches(corpus.Training, Rows * factor, Columns, dropPartial: true), isOnce);

    private static IEnumerable<Batch> Batches(StreamBatches batches, bool isOnce)
    {
        for (long step = 0; !isOnce || step < batches.BatchCount; step++)
        {
            yield return batches[step];
        }
    }
}
