using System.Net;
using System.Net.Sockets;
using CharRnn.Inference;
using CharRnn.Inference.Tests;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace CharRnn.Orleans.Tests;

/// <summary>A silo of an application's own, with a clock that tests can set forward.</summary>
internal sealed class OneSilo : IAsyncDisposable
{
    private readonly IHost host;

    private OneSilo(IHost host, ShiftedTime time) => (this.host, Time) = (host, time);

    public ShiftedTime Time { get; }

    public IServiceProvider Services => host.Services;

    public CharRnnModel Model => Services.GetRequiredKeyedService<CharRnnModel>("docs");

    public static async Task<OneSilo> StartAsync(Action<SessionGrainOptions>? configure = null)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        ShiftedTime time = new();
        builder.Services.AddSingleton<TimeProvider>(time);
        builder.Services.AddCharRnn("docs", options => options.ModelPath = ShippedModel.Path);
        builder.Services.AddCharRnn("names", options => options.ModelPath = ShippedModel.Path.Replace("docs", "names", StringComparison.Ordinal));
        builder.Services.AddHealthChecks().AddCharRnn("docs", modelName: "docs");
        builder.UseOrleans(silo => silo
            .UseLocalhostClustering(FreePort(), gatewayPort: 0)
            .AddMemoryGrainStorage(CharRnnSiloBuilderExtensions.StorageName)
            .AddCharRnn(configure));
        IHost host = builder.Build();
        await host.StartAsync();
        return new OneSilo(host, time);
    }

    public ISessionGrain Session(string key) => Services.GetRequiredService<IGrainFactory>().GetGrain<ISessionGrain>(key);

    /// <summary>Waits until nothing is generated.</summary>
    public async Task AssertIdleAsync()
    {
        HealthReportEntry health;
        int tries = 0;
        do
        {
            await Task.Delay(20);
            health = (await Services.GetRequiredService<HealthCheckService>().CheckHealthAsync()).Entries["docs"];
        }
        while ((int)health.Data["active"] + (int)health.Data["queued"] > 0 && ++tries < 500);
        Assert.IsLessThan(500, tries);
    }

    public async ValueTask DisposeAsync()
    {
        await host.StopAsync();
        host.Dispose();
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

/// <summary>The system's time, some time later.</summary>
internal sealed class ShiftedTime : TimeProvider
{
    public TimeSpan Shift { get; set; }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Shift;

    public override long GetTimestamp() => base.GetTimestamp() + (long)(Shift.TotalSeconds * TimestampFrequency);
}
