using System.Net;
using System.Net.Sockets;
using CharRnn.Orleans;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using StackExchange.Redis;

namespace CharRnn.Server;

/// <summary>The silo of this process, which has sessions: alone and in memory, or one of a cluster that Redis holds together.</summary>
internal static class Silo
{
    private const int NoPort = 1; // it has none, and must have a number

    // Indirect probes go through another silo, and two of three can be gone at once. A silo that starts waits for those that gave a sign of life in the
    // time of three: after all have died at once, as long.
    private static readonly TimeSpan SignOfLife = TimeSpan.FromSeconds(5);

    /// <exception cref="InvalidOptionsException">The settings of the cluster are wrong.</exception>
    public static void AddSilo(this WebApplicationBuilder builder)
    {
        IConfigurationSection settings = builder.Configuration.GetSection("CharRnn");
        ClusterSettings cluster = settings.GetSection("Cluster").Get<ClusterSettings>() ?? new ClusterSettings();
        InvalidOptionsException.ThrowIfAny(problems => problems.AddRange(AttributeProblems.Find(cluster).Select(problem => $"Cluster:{problem}")));
        builder.UseOrleans(silo =>
        {
            silo.AddCharRnn();
            silo.Services.AddOptions<SessionGrainOptions>().Bind(settings.GetSection("Sessions"));
            if (cluster.Redis is null)
            {
                BeAlone(silo);
            }
            else
            {
                Join(silo, cluster, RedisAddress.Parse(cluster.Redis));
                silo.Services.AddOptions<ClusterMembershipOptions>()
                    .Configure(membership => (membership.EnableIndirectProbes, membership.IAmAliveTablePublishTimeout) = (false, SignOfLife))
                    .Bind(settings.GetSection("Cluster:Membership"));
                silo.Services.AddHostedService<QuickLeave>();
            }
        });
    }

    private static void BeAlone(ISiloBuilder silo)
    {
        silo.UseLocalhostClustering(NoPort, gatewayPort: 0);
        silo.AddMemoryGrainStorage(CharRnnSiloBuilderExtensions.StorageName);
        foreach (ServiceDescriptor listener in silo.Services.Where(service => service.ServiceType == typeof(IConnectionListenerFactory) && service.IsKeyedService).ToArray())
        {
            silo.Services.Remove(listener);
            silo.Services.AddKeyedSingleton<IConnectionListenerFactory, NoListener>(listener.ServiceKey);
        }
    }

    private static void Join(ISiloBuilder silo, ClusterSettings cluster, ConfigurationOptions redis)
    {
        IConnectionMultiplexer connection = RedisAddress.Connect(redis); // before anything else is started
        Task<(IConnectionMultiplexer, bool)> shared = Task.FromResult((connection, true));
        IPAddress address = cluster.Address is null ? RedisAddress.LocalAddressTo(redis)
            : IPAddress.TryParse(cluster.Address, out IPAddress? given) ? given
            : throw new InvalidOptionsException($"Cluster:Address is {cluster.Address}; must be an IP address");
        silo.Configure<ClusterOptions>(options => (options.ServiceId, options.ClusterId) = (cluster.Name, cluster.Name));
        silo.ConfigureEndpoints(address, cluster.Port > 0 ? cluster.Port : FreePort(address), gatewayPort: 0);
        silo.UseRedisClustering(options => (options.ConfigurationOptions, options.CreateMultiplexer) = (redis, _ => shared));
        silo.AddRedisGrainStorage(CharRnnSiloBuilderExtensions.StorageName, options => options.Configure<IOptions<SessionGrainOptions>>((storage, sessions) =>
        {
            (storage.ConfigurationOptions, storage.CreateMultiplexer, storage.DeleteStateOnClear) = (redis, _ => shared, true);
            storage.EntryExpiry = TimeSpan.FromSeconds(Math.Ceiling(sessions.Value.IdleTime.TotalSeconds * 2)); // of those whose replica died; the others delete theirs
        }));
    }

    private static int FreePort(IPAddress address)
    {
        using TcpListener listener = new(address, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
