using System.Diagnostics.Metrics;

namespace CharRnn.Inference;

/// <summary>What schedulers measure.</summary>
internal static class SchedulerTelemetry
{
    public static Counter<long> Requests { get; } = CharRnnTelemetry.Meter.CreateCounter<long>("charrnn.requests", "{request}", "Texts asked of schedulers that ended; charrnn.outcome is length, stop, cancelled, failed or rejected.");

    public static UpDownCounter<int> QueueLength { get; } = CharRnnTelemetry.Meter.CreateUpDownCounter<int>("charrnn.queue.length", "{request}", "Texts that wait for a scheduler.");

    public static Histogram<double> TimeToFirstCharacter { get; } = CharRnnTelemetry.Seconds("charrnn.time_to_first_character", "From asking a scheduler to the first character.", 0.001, 50);

    public static Histogram<double> TimePerCharacter { get; } = CharRnnTelemetry.Seconds("charrnn.time_per_character", "A scheduler's step, which gives each of its texts a character.", 0.00001, 1);

    public static Histogram<int> BatchSize { get; } = CharRnnTelemetry.Meter.CreateHistogram(
        "charrnn.batch.size",
        "{text}",
        "Texts that a scheduler's step served.",
        tags: null,
        new InstrumentAdvice<int> { HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024] });
}
