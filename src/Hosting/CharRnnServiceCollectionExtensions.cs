using CharRnn.Hosting;
using CharRnn.Inference;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds models to a host's services.</summary>
public static class CharRnnServiceCollectionExtensions
{
    /// <summary>
    /// Adds the application's model: <see cref="CharRnnModel"/>, <see cref="GenerationScheduler"/> and <see cref="SentenceScorer"/>, each a
    /// singleton, and <see cref="CharRnnSnapshot"/>, which has all three and is scoped: with <see cref="CharRnnOptions.ReloadOnChange"/>, only
    /// that can be injected.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configure">Sets the options; null where a configuration does.</param>
    /// <returns>
    /// The options, for example to bind them: <c>AddCharRnn().BindConfiguration("CharRnn")</c>. They are validated, and the model is loaded,
    /// when the host starts.
    /// </returns>
    public static OptionsBuilder<CharRnnOptions> AddCharRnn(this IServiceCollection services, Action<CharRnnOptions>? configure = null)
    {
        OptionsBuilder<CharRnnOptions> options = services.AddCharRnn(Options.Options.DefaultName, configure);
        services.TryAddSingleton(provider => provider.GetRequiredKeyedService<CharRnnModel>(Options.Options.DefaultName));
        services.TryAddSingleton(provider => provider.GetRequiredKeyedService<GenerationScheduler>(Options.Options.DefaultName));
        services.TryAddSingleton(provider => provider.GetRequiredKeyedService<SentenceScorer>(Options.Options.DefaultName));
        services.TryAddScoped(provider => provider.GetRequiredKeyedService<CharRnnSnapshot>(Options.Options.DefaultName));
        return options;
    }

    /// <summary>Adds one of several models: the same services, keyed by its name (<see cref="FromKeyedServicesAttribute"/>).</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="name">The model's name, also in logs, metrics and traces.</param>
    /// <param name="configure">Sets the options; null where a configuration does.</param>
    /// <returns>The options, for example to bind them. They are validated, and the model is loaded, when the host starts.</returns>
    public static OptionsBuilder<CharRnnOptions> AddCharRnn(this IServiceCollection services, string name, Action<CharRnnOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(name);
        services.TryAddSingleton(provider => new ModelSource(provider.GetService<IHostEnvironment>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<CharRnnOptions>, CharRnnOptionsValidator>());
        services.TryAddKeyedSingleton(name, (provider, _) => new HostedModel(
            name,
            LoaderOf(provider),
            provider.GetRequiredService<IOptionsMonitor<CharRnnOptions>>(),
            provider.GetServices<IOptionsChangeTokenSource<CharRnnOptions>>()));
        services.TryAddKeyedSingleton(name, (provider, _) => HostedModelOf(provider, name).Single(nameof(CharRnnModel)).Model);
        services.TryAddKeyedSingleton(name, (provider, _) =>
        {
            LoadedModel loaded = HostedModelOf(provider, name).Single(nameof(GenerationScheduler));
            provider.GetRequiredKeyedService<CharRnnModel>(name); // made before the scheduler, and so disposed after it
            return loaded.Scheduler;
        });
        services.TryAddKeyedSingleton(name, (provider, _) => HostedModelOf(provider, name).Single(nameof(SentenceScorer)).Scorer);
        services.TryAddKeyedScoped(name, (provider, _) => new CharRnnSnapshot(HostedModelOf(provider, name).Enter()));
        services.AddSingleton<IHostedService>(provider => new CharRnnStartup(provider, name));
        return services.AddOptions<CharRnnOptions>(name).Configure(configure ?? (_ => { })).ValidateOnStart();
    }

    private static ModelLoader LoaderOf(IServiceProvider provider) => new(
        provider.GetRequiredService<ModelSource>(),
        LoggerOf<CharRnnModel>(provider),
        LoggerOf<GenerationScheduler>(provider),
        provider.GetService<IHostApplicationLifetime>());

    private static HostedModel HostedModelOf(IServiceProvider provider, string name) => provider.GetRequiredKeyedService<HostedModel>(name);

    private static ILogger<T> LoggerOf<T>(IServiceProvider provider) => provider.GetService<ILogger<T>>() ?? NullLogger<T>.Instance;
}
