using CharRnn.Export;
using CharRnn.Inference;
using CharRnn.MlNetExtensions;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace CharRnn.Benchmarks;

/// <summary>
/// How many sentences a second ML.NET scores, the pipeline loaded from its file; the peer is ML.NET's own ApplyOnnxModel of the float
/// model, the bare scorer, or the pipeline as it was before it was saved.
/// </summary>
internal static class MlNetScoringSpeed
{
    private const int Length = 64; // characters of a sentence

    private enum Peer
    {
        Stock,
        Scorer,
        Saved,
    }

    /// <summary>Beside ApplyOnnxModel as it comes: a run a row, on all cores.</summary>
    public static Benchmark BesideStock(int hidden, Precision precision, Target target) =>
        Make($"mlnet-scoring/{RandomModel.ShortName(hidden, precision)}", hidden, precision, target, Peer.Stock);

    /// <summary>Beside the scorer without ML.NET around it.</summary>
    public static Benchmark BesideScorer(int hidden, double atLeast) =>
        Make($"mlnet-overhead/{RandomModel.ShortName(hidden, Precision.Fp32)}", hidden, Precision.Fp32, Target.RatioAtLeast(atLeast), Peer.Scorer);

    /// <summary>Beside the pipeline that was saved.</summary>
    public static Benchmark BesideSaved(int hidden, double atLeast) =>
        Make($"mlnet-loaded/{RandomModel.ShortName(hidden, Precision.Fp32)}", hidden, Precision.Fp32, Target.RatioAtLeast(atLeast), Peer.Saved);

    private static Benchmark Make(string name, int hidden, Precision precision, Target target, Peer peer) =>
        new(name, target, measuring => Measure(name, hidden, precision, measuring, peer));

    private static Figure Measure(string name, int hidden, Precision precision, Measuring measuring, Peer peer)
    {
        int pairs = measuring.Pick(5, 1);
        Sentence[] rows = Sentences(measuring.Pick(2000, 40));
        Sentence[] stockRows = rows[..(rows.Length / 4)]; // the peer's rate, in a quarter of the time
        WeightsFile weights = RandomModel.MakeLstm(hidden);
        using TemporaryFolder folder = new();
        File.WriteAllBytes(folder["stock.onnx"], OnnxExporter.ToBytes(weights));
        File.WriteAllBytes(folder["ours.onnx"], OnnxExporter.ToBytes(weights, precision));
        MLContext mlContext = new();
        mlContext.RegisterCharRnn();
        IDataView view = mlContext.Data.LoadFromEnumerable(rows);
        using LikelihoodTransformer saved = mlContext.Transforms.Text.ScoreSentenceLikelihood("Score", "Text", folder["ours.onnx"]).Fit(view);
        mlContext.Model.Save(saved, view.Schema, folder["pipeline.zip"]);
        ITransformer loaded = mlContext.Model.Load(folder["pipeline.zip"], out _);
        using IDisposable? owned = loaded as IDisposable;
        using CharRnnModel model = CharRnnModel.Load(folder["ours.onnx"]);
        SentenceScorer scorer = new(model, new ScoringOptions { Threads = Environment.ProcessorCount });
        using StockScoring stock = new(mlContext, folder["stock.onnx"], weights.Metadata, Length);
        (string peerName, Func<double> peerRate) = peer switch
        {
            Peer.Stock => ("ApplyOnnxModel with its default settings, fp32", () => AlternatingRuns.Rate(stockRows.Length, () => Read(stock.Transform(mlContext.Data.LoadFromEnumerable(stockRows))))),
            Peer.Scorer => ("SentenceScorer, as many threads", () => AlternatingRuns.Rate(rows.Length, Score)),
            _ => ("the pipeline that was saved", (Func<double>)(() => AlternatingRuns.Rate(rows.Length, () => Read(saved.Transform(view))))),
        };
        Read(saved.Transform(mlContext.Data.LoadFromEnumerable(stockRows))); // compiled before anything is timed
        double operations = Length * RandomModel.OperationsPerCharacter(weights.Metadata.Description); // of a sentence
        List<double> shares = [];
        return AlternatingRuns.Measure(pairs, OwnRate, peerRate).ToFigure(
            name,
            "sentences/s",
            peerName,
            $"{rows.Length} sentences of {Length} characters, {RandomModel.Name(hidden)}, default options, a loaded pipeline, median of {pairs} runs") with
        {
            Share = precision == Precision.Fp32 ? Statistic.Median(shares) : null,
        };

        double OwnRate()
        {
            double rate = AlternatingRuns.Rate(rows.Length, () => Read(loaded.Transform(view)));
            double machine = MatrixProduct.OperationsPerSecond(measuring);
            shares.Add(rate * operations / machine);
            Measuring.Note($"  {rate * operations / 1e9:0.0} of the machine's {machine / 1e9:0.0} GFLOP/s");
            return rate;
        }

        void Score()
        {
            foreach (SentenceScore score in scorer.Score(rows.Select(row => row.Text)))
            {
                measuring.Cancellation.ThrowIfCancellationRequested();
            }
        }

        void Read(IDataView scored)
        {
            foreach (float[] score in scored.GetColumn<float[]>("Score"))
            {
                measuring.Cancellation.ThrowIfCancellationRequested();
            }
        }
    }

    private static Sentence[] Sentences(int count)
    {
        RandomSource random = new(1);
        return [.. Enumerable.Range(0, count).Select(_ => new Sentence { Text = string.Create(Length, random, Fill) })];

        static void Fill(Span<char> text, RandomSource random)
        {
            foreach (ref char character in text)
            {
                character = (char)(' ' + (int)(random.NextDouble() * 95));
            }
        }
    }
}
