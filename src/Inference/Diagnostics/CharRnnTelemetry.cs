using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace CharRnn.Inference;

/// <summary>
/// The library's measurements and traces: a <see cref="Meter"/> and an <see cref="ActivitySource"/>, both of the name <see cref="Name"/>. Each
/// measurement has the tag <c>charrnn.model</c>, <see cref="CharRnnModel.Name"/>. Histograms advise their buckets.
/// </summary>
public static class CharRnnTelemetry
{
    /// <summary>The name to pass to OpenTelemetry's <c>AddMeter</c> and <c>AddSource</c>, or to <c>dotnet-counters</c>.</summary>
    public const string Name = "CharRnn";

    internal const string ModelTag = "charrnn.model";

    internal const string OutcomeTag = "charrnn.outcome";

    private static readonly Meter Meter = new(Name);

    // Advice for histograms: OpenTelemetry's own buckets are made for milliseconds, and have nothing below 5.
    private static readonly double[] SecondsBoundaries =
    [
        0.00001, 0.00002, 0.00005, 0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500,
    ];

    internal static ActivitySource Activities { get; } = new(Name);

    internal static Counter<long> Characters { get; } = Meter.CreateCounter<long>("charrnn.characters", "{character}", "Characters generated, by sessions and schedulers.");

    internal static Counter<long> Requests { get; } = Meter.CreateCounter<long>("charrnn.requests", "{request}", "Texts asked of schedulers that ended; charrnn.outcome is length, stop, cancelled, failed or rejected.");

    internal static UpDownCounter<int> QueueLength { get; } = Meter.CreateUpDownCounter<int>("charrnn.queue.length", "{request}", "Texts that wait for a scheduler.");

    internal static Histogram<double> TimeToFirstCharacter { get; } = Seconds("charrnn.time_to_first_character", "From asking a scheduler to the first character.", 0.001, 50);

    internal static Histogram<double> TimePerCharacter { get; } = Seconds("charrnn.time_per_character", "A scheduler's step, which gives each of its texts a character.", 0.00001, 1);

    internal static Histogram<int> BatchSize { get; } = Meter.CreateHistogram(
        "charrnn.batch.size",
        "{text}",
        "Texts that a scheduler's step served.",
        tags: null,
        new InstrumentAdvice<int> { HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024] });

    internal static Counter<long> ScoredTexts { get; } = Meter.CreateCounter<long>("charrnn.scored.texts", "{text}", "Texts scored, by scorers and ML.NET.");

    internal static Counter<long> ScoredCharacters { get; } = Meter.CreateCounter<long>("charrnn.scored.characters", "{character}", "Characters of these texts.");

    internal static Counter<long> UnknownCharacters { get; } = Meter.CreateCounter<long>("charrnn.scored.unknown_characters", "{character}", "Those that the vocabulary lacks.");

    internal static Histogram<double> TimePerScoredBatch { get; } = Seconds("charrnn.time_per_scored_batch", "Scoring one batch of texts.", 0.0001, 50);

    internal static Counter<long> Rows { get; } = Meter.CreateCounter<long>("charrnn.mlnet.rows", "{row}", "Rows that an ML.NET transformer computed; charrnn.outcome is computed or failed.");

    internal static Histogram<double> TimePerBlock { get; } = Seconds("charrnn.mlnet.time_per_block", "Computing the rows that an ML.NET transformer has read ahead.", 0.0001, 500);

    /// <summary>Creates the instruments, which are otherwise created when the first character is counted.</summary>
    internal static void Prepare() => _ = Characters.Enabled;

    internal static KeyValuePair<string, object?> TagOf(string model) => new(ModelTag, model);

    internal static KeyValuePair<string, object?> Outcome(string outcome) => new(OutcomeTag, outcome);

    private static Histogram<double> Seconds(string name, string description, double from, double to) => Meter.CreateHistogram(
        name, "s", description, tags: null, new InstrumentAdvice<double> { HistogramBucketBoundaries = [.. SecondsBoundaries.Where(boundary => boundary >= from && boundary <= to)] });
}
