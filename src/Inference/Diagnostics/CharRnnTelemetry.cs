using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace CharRnn.Inference;

/// <summary>
/// The library's measurements and traces: a <see cref="Meter"/> and an <see cref="ActivitySource"/>, both of the name <see cref="Name"/>. Each
/// measurement has the tag <c>charrnn.model</c>, <see cref="CharRnnModel.Name"/>. Histograms advise their buckets. Each part creates its
/// instruments when it first measures, so that they do not cost a process its start.
/// </summary>
public static class CharRnnTelemetry
{
    /// <summary>The name to pass to OpenTelemetry's <c>AddMeter</c> and <c>AddSource</c>, or to <c>dotnet-counters</c>.</summary>
    public const string Name = "CharRnn";

    internal const string ModelTag = "charrnn.model";

    internal const string OutcomeTag = "charrnn.outcome";

    internal static Meter Meter { get; } = new(Name);

    // Advice for histograms: OpenTelemetry's own buckets are made for milliseconds, and have nothing below 5.
    private static readonly double[] SecondsBoundaries =
    [
        0.00001, 0.00002, 0.00005, 0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500,
    ];

    internal static ActivitySource Activities { get; } = new(Name);

    internal static Counter<long> Characters { get; } = Meter.CreateCounter<long>("charrnn.characters", "{character}", "Characters generated, by sessions and schedulers.");

    /// <summary>Creates the meter, which is otherwise created when the first character is counted.</summary>
    internal static void Prepare() => _ = Characters.Enabled;

    internal static KeyValuePair<string, object?> TagOf(string model) => new(ModelTag, model);

    internal static KeyValuePair<string, object?> Outcome(string outcome) => new(OutcomeTag, outcome);

    /// <summary>Creates a histogram of seconds, with buckets in a range.</summary>
    internal static Histogram<double> Seconds(string name, string description, double from, double to) => Meter.CreateHistogram(
        name, "s", description, tags: null, new InstrumentAdvice<double> { HistogramBucketBoundaries = [.. SecondsBoundaries.Where(boundary => boundary >= from && boundary <= to)] });
}
