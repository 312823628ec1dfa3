using System.Diagnostics;
using CharRnn.Export;
using CharRnn.Inference;
using CharRnn.MlNetExtensions;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace CharRnn.Benchmarks;

/// <summary>How much more memory a million sentences take than ten thousand.</summary>
internal static class ScoringMemory
{
    private const int Hidden = 16;

    /// <summary>By the scorer.</summary>
    public static Benchmark OfScorer { get; } = Make("scoring-memory", (model, sentences) => new SentenceScorer(model).Score(sentences));

    /// <summary>By ML.NET's transformer.</summary>
    public static Benchmark InMlNet { get; } = Make("mlnet-memory", ScoreInMlNet);

    private static Benchmark Make<T>(string name, Func<CharRnnModel, IEnumerable<string>, IEnumerable<T>> score) =>
        new(name, Target.Below(16), measuring => Measure(name, measuring, score));

    private static Figure Measure<T>(string name, Measuring measuring, Func<CharRnnModel, IEnumerable<string>, IEnumerable<T>> score)
    {
        int few = measuring.Pick(10_000, 1_000);
        int many = measuring.Pick(1_000_000, 2_000);
        using CharRnnModel model = CharRnnModel.Load(OnnxExporter.ToBytes(RandomModel.MakeLstm(Hidden)));
        using Process self = Process.GetCurrentProcess();
        long before = 0;
        int scored = 0;
        foreach (T _ in score(model, Sentences(many)))
        {
            if (++scored == few)
            {
                before = Resident(self);
            }

            if (scored % 1000 == 0)
            {
                measuring.Cancellation.ThrowIfCancellationRequested();
            }
        }

        return new Figure
        {
            Name = name,
            Value = (Resident(self) - before) / (double)WordText.Mebibyte,
            Unit = "MiB",
            Settings = $"resident memory after {many} sentences of 10 to 40 characters less that after {few} ({before / WordText.Mebibyte} MiB), {RandomModel.Name(Hidden)}",
        };
    }

    private static IEnumerable<float[]> ScoreInMlNet(CharRnnModel model, IEnumerable<string> sentences)
    {
        MLContext mlContext = new();
        IDataView view = mlContext.Data.LoadFromEnumerable(sentences.Select(text => new Sentence { Text = text }));
        using LikelihoodTransformer transformer = mlContext.Transforms.Text.ScoreSentenceLikelihood("Score", "Text", model).Fit(view);
        foreach (float[] score in transformer.Transform(view).GetColumn<float[]>("Score"))
        {
            yield return score;
        }
    }

    private static long Resident(Process process)
    {
        process.Refresh();
        return process.WorkingSet64;
    }

    private static IEnumerable<string> Sentences(int count)
    {
        RandomSource random = new(1);
        for (int i = 0; i < count; i++)
        {
            yield return string.Create(10 + (i % 31), random, (characters, its) =>
            {
                foreach (ref char character in characters)
                {
                    character = (char)('a' + (int)(its.NextDouble() * 26));
                }
            });
        }
    }
}
