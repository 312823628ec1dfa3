using CharRnn.Inference;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CharRnn.Hosting;

/// <summary>Reports whether a model is loaded and takes requests. It loads nothing, waits for nothing, and tells nothing of the texts.</summary>
/// <param name="hosted">The model; null where the host has none of the name.</param>
/// <param name="modelName">Its name among the services.</param>
internal sealed class CharRnnHealthCheck(HostedModel? hosted, string modelName) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(Check(context.Registration.FailureStatus));

    private HealthCheckResult Check(HealthStatus failureStatus)
    {
        if (hosted is null)
        {
            string call = modelName.Length == 0 ? "AddCharRnn(...)" : $"AddCharRnn(\"{modelName}\", ...)";
            return new HealthCheckResult(failureStatus, $"The services have no such model; it is added by services.{call}.");
        }

        if (hosted.LoadFailure is { } failure)
        {
            return new HealthCheckResult(failureStatus, "The model could not be loaded.", failure);
        }

        return hosted.Model is not { } model ? new HealthCheckResult(failureStatus, "The model is not loaded yet.")
            : model.Lifetime.IsDisposed ? new HealthCheckResult(failureStatus, "The model is disposed.")
            : hosted.Scheduler is { } scheduler ? Check(scheduler.Load, failureStatus)
            : HealthCheckResult.Healthy("The model is loaded; nothing has been asked of its scheduler.");
    }

    private static HealthCheckResult Check(SchedulerLoad load, HealthStatus failureStatus)
    {
        Dictionary<string, object> data = new() { ["queued"] = load.Queued, ["active"] = load.Active, ["rows"] = load.Rows };
        return load.End is not null ? new HealthCheckResult(failureStatus, "The scheduler has stopped.", load.End, data)
            : load.Queued >= load.QueueLength ? HealthCheckResult.Degraded("The queue is full; requests are rejected.", data: data)
            : HealthCheckResult.Healthy("The model is loaded and takes requests.", data);
    }
}
