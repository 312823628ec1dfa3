using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace CharRnn.Server;

/// <summary>Metrics for Prometheus, and metrics and traces for a collector where one is named.</summary>
internal static class ServerTelemetry
{
    private const string Collector = "OTEL_EXPORTER_OTLP_ENDPOINT";

    private static readonly double[] RequestSeconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300]; // a stream takes longer than other requests

    public static void AddServerTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        bool hasCollector = !string.IsNullOrEmpty(configuration[Collector]);
        services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(configuration["OTEL_SERVICE_NAME"] ?? "charrnn"))
            .WithMetrics(metrics =>
            {
                metrics.AddMeter("CharRnn", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime").AddPrometheusExporter();
                metrics.AddView("http.server.request.duration", new ExplicitBucketHistogramConfiguration { Boundaries = RequestSeconds });
                _ = hasCollector ? metrics.AddOtlpExporter() : metrics;
            })
            .WithTracing(traces => _ = hasCollector ? traces.AddSource("CharRnn", "Microsoft.AspNetCore").AddOtlpExporter() : traces);
    }
}
