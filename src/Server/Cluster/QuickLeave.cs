using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace CharRnn.Server;

/// <summary>
/// A silo that stops takes itself off the list of silos. Where Redis does not answer, it tries for seconds, and not as long as one that starts.
/// It is registered after the silo, so that it is stopped before.
/// </summary>
internal sealed class QuickLeave(IOptions<ClusterMembershipOptions> membership) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken)
    {
        membership.Value.MaxJoinAttemptTime = TimeSpan.FromSeconds(1);
        return Task.CompletedTask;
    }
}
