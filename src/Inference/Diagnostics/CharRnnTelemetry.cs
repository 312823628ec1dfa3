using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace CharRnn.Inference;

/// <summary>
/// The library's measurements and traces: a <see cref="Meter"/> and an <see cref="ActivitySource"/>, both of the name <see cref="Name"/>. Each
/// measurement has the tag <c>charrnn.model</c>, <see cref="CharRnnModel.Name"/>.
/// </summary>
public static class CharRnnTelemetry
{
    /// <summary>The name to pass to OpenTelemetry's <c>AddMeter</c> and <c>AddSource</c>, or to <c>dotnet-counters</c>.</summary>
    public const string Name = "CharRnn";

    internal const string ModelTag = "charrnn.model";

    private static readonly Meter Meter = new(Name);

    internal static ActivitySource Activities { get; } = new(Name);

    internal static Counter<long> Characters { get; } = Meter.CreateCounter<long>("charrnn.characters", "{character}", "Characters generated, by sessions and schedulers.");

    internal static Counter<long> Requests { get; } = Meter.CreateCounter<long>("charrnn.requests", "{request}", "Texts asked of schedulers that ended; charrnn.outcome is length, stop, cancelled, failed or rejected.");

    internal static UpDownCounter<int> QueueLength { get; } = Meter.CreateUpDownCounter<int>("charrnn.queue.length", "{request}", "Texts that wait for a scheduler.");

    internal static Histogram<double> TimeToFirstCharacter { get; } = Meter.CreateHistogram<double>("charrnn.time_to_first_character", "s", "From asking a scheduler to the first character.");

    internal static Histogram<double> TimePerCharacter { get; } = Meter.CreateHistogram<double>("charrnn.time_per_character", "s", "A scheduler's step, which gives each of its texts a character.");

    internal static Histogram<int> BatchSize { get; } = Meter.CreateHistogram<int>("charrnn.batch.size", "{text}", "Texts that a scheduler's step served.");

    /// <summary>Creates the instruments, which are otherwise created when the first character is counted.</summary>
    internal static void Prepare() => _ = Characters.Enabled;

    internal static KeyValuePair<string, object?> TagOf(string model) => new(ModelTag, model);
}
