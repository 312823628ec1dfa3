using System.Globalization;

namespace CharRnn.Reports.Tests;

/// <summary>Writes the files of a run as a training does.</summary>
internal static class RunMaker
{
    public const string Config = """{"format":1,"corpus":{"corpus":"poems","minimum_count":1},"training":{"hidden_size":192,"start":null,"schedule":"Cosine"}}""";

    /// <summary>A run of so many lines of metrics, each tenth validated, the lowest validation loss in the last of them but one.</summary>
    public static void Make(TemporaryFolder folder, int lines)
    {
        Make(folder, string.Concat(Enumerable.Range(1, lines).Select(i => Line(i * 50, 1 + (3.0 / i), i % 10 == 0 ? 1.2 + (Math.Abs(i - (lines - 10)) * 0.01) : null))));
    }

    public static void Make(TemporaryFolder folder, string metrics, string samples = "=== step 0 ===\nxq\n\n")
    {
        File.WriteAllText(folder.File("config.json"), Config);
        File.WriteAllText(folder.File("metrics.jsonl"), metrics);
        File.WriteAllText(folder.File("samples.txt"), samples);
    }

    public static string Line(long step, double trainLoss, double? validationLoss) => string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"step":{{step}},"characters":{{step * 1024}},"train_loss_nats":{{trainLoss}},"validation_loss_nats":{{validationLoss?.ToString(CultureInfo.InvariantCulture) ?? "null"}},"learning_rate":0.008,"gradient_norm":0.17,"characters_per_second":7098.6,"elapsed_seconds":{{step * 0.31}}}""") + "\n";
}
