using System.Diagnostics;
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
    /// singleton.
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
        services.TryAddKeyedSingleton<HostedModel>(name);
        services.TryAddKeyedSingleton(name, (provider, _) => HostedModelOf(provider, name).Load(() => LoadModel(provider, name)));
        services.TryAddKeyedSingleton(name, (provider, _) => HostedModelOf(provider, name).Schedule(CreateScheduler(provider, name)));
        services.TryAddKeyedSingleton(name, (provider, _) =>
            new SentenceScorer(provider.GetRequiredKeyedService<CharRnnModel>(name), OptionsOf(provider, name).Scoring));
        services.AddSingleton<IHostedService>(provider => new CharRnnStartup(provider, name));
        return services.AddOptions<CharRnnOptions>(name).Configure(configure ?? (_ => { })).ValidateOnStart();
    }

    private static CharRnnModel LoadModel(IServiceProvider provider, string name)
    {
        CharRnnOptions options = OptionsOf(provider, name);
        ILogger logger = LoggerOf<CharRnnModel>(provider);
        string modelName = options.Model.Name ?? (name.Length > 0 ? name : options.OpenModel is null ? Path.GetFileNameWithoutExtension(options.ModelPath) : "CharRnn");
        ModelSource source = provider.GetRequiredService<ModelSource>();
        long start = Stopwatch.GetTimestamp();
        CharRnnModelOptions modelOptions = options.Model.Copy();
        modelOptions.Name = modelName;
        modelOptions.OnWarning += warning => logger.ModelWarning(modelName, warning);
        CharRnnModel model = source.Load(options, modelOptions);
        logger.ModelLoaded(modelName, source.Describe(options), Stopwatch.GetElapsedTime(start).TotalMilliseconds, model.ExecutionProvider);
        return model;
    }

    private static GenerationScheduler CreateScheduler(IServiceProvider provider, string name)
    {
        CharRnnModel model = provider.GetRequiredKeyedService<CharRnnModel>(name);
        GenerationScheduler scheduler = new(model, OptionsOf(provider, name).Scheduler, new SchedulerLog(LoggerOf<GenerationScheduler>(provider), model.Name));

        // A server lets open responses finish before it stops. One that streams a text would hold it up to the end of the host's patience.
        provider.GetService<IHostApplicationLifetime>()?.ApplicationStopping.Register(scheduler.Dispose);
        return scheduler;
    }

    private static HostedModel HostedModelOf(IServiceProvider provider, string name) => provider.GetRequiredKeyedService<HostedModel>(name);

    private static ILogger LoggerOf<T>(IServiceProvider provider) => provider.GetService<ILogger<T>>() ?? NullLogger<T>.Instance;

    private static CharRnnOptions OptionsOf(IServiceProvider provider, string name) => provider.GetRequiredService<IOptionsMonitor<CharRnnOptions>>().Get(name);
}
