using System.Diagnostics;
using CharRnn.Export;
using CharRnn.Inference;

namespace CharRnn.Benchmarks;

/// <summary>How much more memory a million sentences take than ten thousand.</summary>
internal static class ScoringMemory
{
    private const string Name = "scoring-memory";
    private const int Hidden = 16;

    public static Benchmark Benchmark { get; } = new(Name, Target.Below(16), Measure);

    private static Figure Measure(Measuring measuring)
    {
        int few = measuring.Pick(10_000, 1_000);
        int many = measuring.Pick(1_000_000, 2_000);
        using CharRnnModel model = CharRnnModel.Load(OnnxExporter.ToBytes(RandomModel.MakeLstm(Hidden)));
        using Process self = Process.GetCurrentProcess();
        long before = 0;
        int scored = 0;
        foreach (SentenceScore _ in new SentenceScorer(model).Score(Sentences(many)))
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
            Name = Name,
            Value = (Resident(self) - before) / (double)WordText.Mebibyte,
            Unit = "MiB",
            Settings = $"resident memory after {many} sentences of 10 to 40 characters less that after {few} ({before / WordText.Mebibyte} MiB), {RandomModel.Name(Hidden)}",
        };
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
