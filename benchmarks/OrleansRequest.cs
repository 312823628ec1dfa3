using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using CharRnn.Export;
using CharRnn.Inference;
using CharRnn.Orleans;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Runtime.Placement;

namespace CharRnn.Benchmarks;

/// <summary>What a session costs a request, in microseconds, beside the same request of the scheduler: in the same silo, and in another of three.</summary>
internal static class OrleansRequest
{
    private const int Length = 16; // characters of a request
    private const string ModelName = "random";

    public static Benchmark InTheSameSilo { get; } = Of("orleans-request/same-silo", silos: 1);

    public static Benchmark InAnotherSilo { get; } = Of("orleans-request/other-silo", silos: 3);

    private static Benchmark Of(string name, int silos) => new(name, null, measuring => MeasureAsync(name, silos, measuring).GetAwaiter().GetResult());

    private static async Task<Figure> MeasureAsync(string name, int silos, Measuring measuring)
    {
        int pairs = measuring.Pick(7, 1);
        int requests = measuring.Pick(2000, 3);
        byte[] model = OnnxExporter.ToBytes(RandomModel.MakeLstm(hidden: 16));
        int primary = FreePort();
        List<IHost> hosts = [];
        try
        {
            for (int i = 0; i < silos; i++)
            {
                hosts.Add(BuildHost(model, i == 0 ? primary : FreePort(), primary));
                await hosts[i].StartAsync(measuring.Cancellation);
            }

            GenerationScheduler scheduler = hosts[0].Services.GetRequiredKeyedService<GenerationScheduler>(ModelName);
            ISessionGrain session = hosts[0].Services.GetRequiredService<IGrainFactory>().GetGrain<ISessionGrain>("benchmark");
            RequestContext.Set(IPlacementDirector.PlacementHintKey, hosts[^1].Services.GetRequiredService<ILocalSiloDetails>().SiloAddress); // where it begins
            GenerationRequest request = new() { Generation = new GenerationOptions { MaxLength = Length, Seed = 1 } };
            SessionRequest ofSession = new(ModelName, request);
            await TimeAsync(measuring.Pick(500, 1), () => session.StreamAsync(ofSession, measuring.Cancellation));
            await TimeAsync(measuring.Pick(500, 1), () => scheduler.StreamCharactersAsync(request, measuring.Cancellation));
            List<(double Session, double Direct)> times = [];
            for (int pair = 0; pair < pairs; pair++)
            {
                times.Add((
                    await TimeAsync(requests, () => session.StreamAsync(ofSession, measuring.Cancellation)),
                    await TimeAsync(requests, () => scheduler.StreamCharactersAsync(request, measuring.Cancellation))));
            }

            return new Figure
            {
                Name = name,
                Value = Statistic.Median(times.Select(time => time.Session - time.Direct)),
                Unit = "µs",
                Settings = $"added to a request of {Length} characters, which takes the scheduler {Statistic.Median(times.Select(time => time.Direct)):0} µs; one after another, sessions in memory, {silos} silo{(silos == 1 ? "" : "s")} in one process, median of {pairs} runs of {requests}",
            };
        }
        finally
        {
            foreach (IHost host in Enumerable.Reverse(hosts))
            {
                await host.StopAsync(CancellationToken.None);
                host.Dispose();
            }
        }
    }

    private static IHost BuildHost(byte[] model, int port, int primary)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddCharRnn(ModelName, options => options.OpenModel = () => new MemoryStream(model));
        builder.UseOrleans(silo => silo
            .UseLocalhostClustering(port, gatewayPort: 0, primarySiloEndpoint: new IPEndPoint(IPAddress.Loopback, primary))
            .AddMemoryGrainStorage(CharRnnSiloBuilderExtensions.StorageName)
            .AddCharRnn());
        return builder.Build();
    }

    /// <returns>Microseconds a request.</returns>
    private static async Task<double> TimeAsync(int requests, Func<IAsyncEnumerable<GeneratedCharacter>> stream)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < requests; i++)
        {
            await foreach (GeneratedCharacter _ in stream())
            {
            }
        }

        return Stopwatch.GetElapsedTime(start).TotalMicroseconds / requests;
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
