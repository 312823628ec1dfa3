using System.Diagnostics.Metrics;

namespace CharRnn.Inference;

/// <summary>What ML.NET transformers measure.</summary>
internal static class RowTelemetry
{
    public static Counter<long> Rows { get; } = CharRnnTelemetry.Meter.CreateCounter<long>("charrnn.mlnet.rows", "{row}", "Rows that an ML.NET transformer computed; charrnn.outcome is computed or failed.");

    public static Histogram<double> TimePerBlock { get; } = CharRnnTelemetry.Seconds("charrnn.mlnet.time_per_block", "Computing the rows that an ML.NET transformer has read ahead.", 0.0001, 500);
}
