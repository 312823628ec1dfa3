using CharRnn.Export;
using CharRnn.Inference;

namespace CharRnn.Benchmarks;

/// <summary>How fast many sentences are scored, against one at a time and against ONNX Runtime alone on the same batches.</summary>
internal static class ScoringSpeed
{
    private const int Hidden = 256;
    private const int BatchSize = 32;

    public static Benchmark AgainstOneAtATime { get; } = new("scoring/one-at-a-time", Target.RatioAtLeast(4), MeasureAgainstOneAtATime);

    public static Benchmark AgainstRawRuntime { get; } = new("scoring/raw-onnxruntime", Target.RatioAtLeast(0.85), MeasureAgainstRawRuntime);

    private static Figure MeasureAgainstOneAtATime(Measuring measuring)
    {
        string[] sentences = Sentences(measuring);
        string[] some = [.. sentences.Take(sentences.Length / 10)]; // the peer's rate, in a tenth of the time
        using CharRnnModel model = CharRnnModel.Load(OnnxExporter.ToBytes(RandomModel.MakeLstm(Hidden)));
        SentenceScorer one = new(model);
        return Measure(AgainstOneAtATime.Name, "the same scorer, a sentence a call, on one thread", model, sentences, Environment.ProcessorCount, measuring, () => Rate(some, () =>
        {
            foreach (string sentence in some)
            {
                measuring.Cancellation.ThrowIfCancellationRequested();
                one.Score(sentence);
            }
        }));
    }

    private static Figure MeasureAgainstRawRuntime(Measuring measuring)
    {
        string[] sentences = [.. Sentences(measuring).Take(2_000)]; // minutes enough for two sides of one thread each
        byte[] onnx = OnnxExporter.ToBytes(RandomModel.MakeLstm(Hidden));
        using CharRnnModel model = CharRnnModel.Load(onnx);
        using RawOnnxScorer raw = new(onnx, model, sentences, BatchSize);
        return Measure(AgainstRawRuntime.Name, "ONNX Runtime alone on the same padded batches, which are ready", model, sentences, 1, measuring, () => Rate(sentences, () => raw.Run(measuring.Cancellation)));
    }

    private static Figure Measure(string name, string peer, CharRnnModel model, string[] sentences, int threads, Measuring measuring, Func<double> peerRate)
    {
        int runs = measuring.Pick(3, 1);
        SentenceScorer scorer = new(model, new ScoringOptions { BatchSize = BatchSize, Threads = threads });
        AlternatingRuns pairs = AlternatingRuns.Measure(runs, () => Rate(sentences, ScoreAll), peerRate);
        return pairs.ToFigure(
            name,
            "characters/s",
            peer,
            $"{sentences.Length} sentences of 20 to 200 characters, {RandomModel.Name(Hidden)}, fp32, batches of {BatchSize}, {(threads == 1 ? "one thread" : $"{threads} threads")}, median of {runs} runs");

        void ScoreAll()
        {
            foreach (SentenceScore _ in scorer.Score(sentences))
            {
                measuring.Cancellation.ThrowIfCancellationRequested();
            }
        }
    }

    private static double Rate(string[] texts, Action score) => AlternatingRuns.Rate(texts.Sum(text => text.Length), score);

    private static string[] Sentences(Measuring measuring)
    {
        RandomSource random = new(1);
        string text = new([.. System.Text.Encoding.UTF8.GetString(WordText.Block()).Where(character => character is >= ' ' and <= '~')]);
        int from = 0;
        return [.. Enumerable.Range(0, measuring.Pick(10_000, 80)).Select(_ =>
        {
            int length = 20 + (int)(random.NextDouble() * 181);
            from = (from + length) % (text.Length - 200);
            return text.Substring(from, length);
        })];
    }
}
