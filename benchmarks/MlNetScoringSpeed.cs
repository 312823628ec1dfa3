using System.Diagnostics;
using CharRnn.Export;
using CharRnn.Inference;
using CharRnn.MlNetExtensions;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace CharRnn.Benchmarks;

/// <summary>How many sentences a second ML.NET scores; the peer is ML.NET's own ApplyOnnxModel of the float model, or the bare scorer.</summary>
internal static class MlNetScoringSpeed
{
    private const int Length = 64; // characters of a sentence

    /// <summary>Beside ApplyOnnxModel as it comes: a run a row, on all cores.</summary>
    public static Benchmark BesideStock(int hidden, Precision precision, double atLeast)
    {
        string name = $"mlnet-scoring/lstm-2x{hidden}-{precision.ToString().ToLowerInvariant()}";
        return new Benchmark(name, Target.RatioAtLeast(atLeast), measuring => Measure(name, hidden, precision, measuring, besideStock: true));
    }

    /// <summary>Beside the scorer without ML.NET around it.</summary>
    public static Benchmark BesideScorer(int hidden, double atLeast)
    {
        string name = $"mlnet-overhead/lstm-2x{hidden}-fp32";
        return new Benchmark(name, Target.RatioAtLeast(atLeast), measuring => Measure(name, hidden, Precision.Fp32, measuring, besideStock: false));
    }

    private static Figure Measure(string name, int hidden, Precision precision, Measuring measuring, bool besideStock)
    {
        int pairs = measuring.Pick(5, 1);
        Sentence[] rows = Sentences(measuring.Pick(2000, 40));
        Sentence[] peerRows = rows[..(besideStock ? rows.Length / 4 : rows.Length)];
        WeightsFile weights = RandomModel.MakeLstm(hidden);
        using TemporaryFolder folder = new();
        File.WriteAllBytes(folder["stock.onnx"], OnnxExporter.ToBytes(weights));
        File.WriteAllBytes(folder["ours.onnx"], OnnxExporter.ToBytes(weights, precision));
        MLContext mlContext = new();
        IDataView view = mlContext.Data.LoadFromEnumerable(rows);
        using LikelihoodTransformer transformer = mlContext.Transforms.Text.ScoreSentenceLikelihood("Score", "Text", folder["ours.onnx"]).Fit(view);
        using CharRnnModel model = CharRnnModel.Load(folder["ours.onnx"]);
        using StockScoring stock = new(mlContext, folder["stock.onnx"], weights.Metadata, Length);
        return AlternatingRuns.Measure(pairs, Ours, besideStock ? Stock : Scorer).ToFigure(
            name,
            "sentences/s",
            besideStock ? "ApplyOnnxModel with its default settings, fp32" : "SentenceScorer, fp32, one thread",
            $"{rows.Length} sentences of {Length} characters, {RandomModel.Name(hidden)}, default options, median of {pairs} runs");

        double Ours() => Rate(rows.Length, () => Read(transformer.Transform(view)));

        double Stock() => Rate(peerRows.Length, () => Read(stock.Transform(mlContext.Data.LoadFromEnumerable(peerRows))));

        double Scorer() => Rate(rows.Length, () =>
        {
            foreach (SentenceScore score in new SentenceScorer(model).Score(rows.Select(row => row.Text)))
            {
                measuring.Cancellation.ThrowIfCancellationRequested();
            }
        });

        void Read(IDataView scored)
        {
            foreach (float[] score in scored.GetColumn<float[]>("Score"))
            {
                measuring.Cancellation.ThrowIfCancellationRequested();
            }
        }
    }

    private static double Rate(int count, Action action)
    {
        long start = Stopwatch.GetTimestamp();
        action();
        return count / Stopwatch.GetElapsedTime(start).TotalSeconds;
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
