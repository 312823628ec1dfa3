using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CharRnn.Hosting;

/// <summary>Loads a model while the host starts, so that a broken file stops it there and no request waits for the loading.</summary>
internal sealed class CharRnnStartup(IServiceProvider services, string name) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) =>
        Task.Run(() => services.GetRequiredKeyedService<HostedModel>(name).Load(), cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
