using CharRnn.Hosting;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds models to a host's health checks.</summary>
public static class CharRnnHealthChecksBuilderExtensions
{
    /// <summary>
    /// Adds a check of a model that <c>services.AddCharRnn</c> added. It is healthy when the model is loaded and its scheduler takes
    /// requests, and degraded while the scheduler's queue is full. It fails before the model is loaded, when the model could not be loaded,
    /// and when the scheduler has stopped. Its data are the numbers of requests that are <c>queued</c> and <c>active</c>, and of the
    /// <c>rows</c> that can be active. A check takes no time and loads nothing.
    /// </summary>
    /// <param name="builder">The host's health checks.</param>
    /// <param name="name">The check's name. Null means CharRnn, or the model's name if it has one.</param>
    /// <param name="failureStatus">What a failure is reported as. Null means unhealthy.</param>
    /// <param name="tags">Tags to choose checks by.</param>
    /// <param name="modelName">The name that the model was added by. Null means the model without one.</param>
    public static IHealthChecksBuilder AddCharRnn(
        this IHealthChecksBuilder builder, string? name = null, HealthStatus? failureStatus = null, IEnumerable<string>? tags = null, string? modelName = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        string model = modelName ?? Options.Options.DefaultName;
        return builder.Add(new HealthCheckRegistration(
            name ?? (model.Length > 0 ? model : "CharRnn"),
            services => new CharRnnHealthCheck(services.GetKeyedService<HostedModel>(model), model),
            failureStatus,
            tags));
    }
}
