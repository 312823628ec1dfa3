using CharRnn.Orleans;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Serialization;
using Orleans.Storage;

namespace Orleans.Hosting;

/// <summary>Adds CharRnn's grains to a silo.</summary>
public static class CharRnnSiloBuilderExtensions
{
    /// <summary>The name of the storage that keeps the sessions.</summary>
    public const string StorageName = "CharRnn";

    /// <summary>
    /// Adds <see cref="ISessionGrain"/> and <see cref="IScoringGrain"/>. The silo also needs the models (<c>services.AddCharRnn("name", ...)</c>,
    /// the same on every silo) and a grain storage named <see cref="StorageName"/>, for example
    /// <c>siloBuilder.AddMemoryGrainStorage(CharRnnSiloBuilderExtensions.StorageName)</c>.
    /// </summary>
    /// <param name="builder">The silo.</param>
    /// <param name="configure">Sets how many sessions are kept, and how long; null is the defaults.</param>
    public static ISiloBuilder AddCharRnn(this ISiloBuilder builder, Action<SessionGrainOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddSerializer(serializer => serializer.AddAssembly(typeof(ISessionGrain).Assembly));
        builder.Services.AddOptions<SessionGrainOptions>().Configure(configure ?? (_ => { })).ValidateOnStart();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<SessionGrainOptions>, SessionGrainOptionsValidator>());
        builder.Services.TryAddKeyedSingleton<IGrainStorageSerializer, SessionRecordSerializer>(StorageName);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.TryAddSingleton<SessionCount>();
        builder.Services.TryAddSingleton<BatchScorer>();
        builder.Services.TryAddSingleton<ClusterScorer>();
        return builder;
    }
}
