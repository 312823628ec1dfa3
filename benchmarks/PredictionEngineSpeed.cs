using CharRnn.Export;
using CharRnn.Inference;
using CharRnn.MlNetExtensions;
using Microsoft.ML;

namespace CharRnn.Benchmarks;

/// <summary>How many texts a prediction engine scores, one a call, beside an engine around ML.NET's own ApplyOnnxModel.</summary>
internal static class PredictionEngineSpeed
{
    private const int PeerLength = 128; // to which the peer pads it, as samples/StockPipeline does
    private const int LargeHidden = 128; // where a run is worth sharing among threads

    /// <param name="hidden">The hidden size.</param>
    /// <param name="length">Characters of a text.</param>
    public static Benchmark OfLstm(int hidden, int length)
    {
        string name = $"mlnet-prediction/{RandomModel.ShortName(hidden, Precision.Fp32)}-{length}-characters";
        return new Benchmark(name, Target.RatioAtLeast(2.5), measuring => Measure(name, hidden, length, measuring));
    }

    private static Figure Measure(string name, int hidden, int length, Measuring measuring)
    {
        int pairs = measuring.Pick(5, 1);
        int calls = measuring.Pick(hidden < LargeHidden ? 20_000 : 2000, 10);
        int threads = hidden < LargeHidden ? 1 : Environment.ProcessorCount; // within a run; the peer takes all cores
        WeightsFile weights = RandomModel.MakeLstm(hidden);
        using TemporaryFolder folder = new();
        File.WriteAllBytes(folder["model.onnx"], OnnxExporter.ToBytes(weights));
        MLContext mlContext = new();
        IDataView schema = mlContext.Data.LoadFromEnumerable(Array.Empty<Sentence>());
        using CharRnnModel model = CharRnnModel.Load(folder["model.onnx"], new CharRnnModelOptions { Threads = threads });
        using LikelihoodTransformer scorer = mlContext.Transforms.Text.ScoreSentenceLikelihood("Score", "Text", model).Fit(schema);
        using StockScoring stock = new(mlContext, folder["model.onnx"], weights.Metadata, PeerLength);
        using PredictionEngine<Sentence, Scored> ours = mlContext.Model.CreatePredictionEngine<Sentence, Scored>(scorer);
        using PredictionEngine<Sentence, Scored> peers = mlContext.Model.CreatePredictionEngine<Sentence, Scored>(stock.Transformer);
        Sentence text = new() { Text = new string('e', length) };
        Scored result = new();
        Rate(ours, 100); // compiled before anything is timed
        Rate(peers, 100);
        return AlternatingRuns.Measure(pairs, () => Rate(ours, calls), () => Rate(peers, calls)).ToFigure(
            name,
            "calls/s",
            $"ApplyOnnxModel as samples/StockPipeline uses it, padded to {PeerLength} characters",
            $"a text of {length} characters a call, {calls} calls, {RandomModel.Name(hidden)}, {threads} threads a run, median of {pairs} runs");

        double Rate(PredictionEngine<Sentence, Scored> engine, int count) => AlternatingRuns.Rate(count, () =>
        {
            for (int i = 0; i < count; i++)
            {
                measuring.Cancellation.ThrowIfCancellationRequested();
                engine.Predict(text, ref result);
            }
        });
    }

    private sealed class Scored
    {
        public float[] Score { get; set; } = [];
    }
}
