using System.Diagnostics;
using CharRnn.Inference;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Puts models into a host's services.</summary>
public static class CharRnnServiceCollectionExtensions
{
    /// <summary>
    /// Adds the application's model: <see cref="CharRnnModel"/>, <see cref="GenerationScheduler"/> and <see cref="SentenceScorer"/>,
    /// each a singleton.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configure">Sets at least <see cref="CharRnnOptions.ModelPath"/>.</param>
    /// <returns>The options, to bind to a configuration, say. They are checked, and the model is loaded, when the host starts.</returns>
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
    /// <param name="configure">Sets at least <see cref="CharRnnOptions.ModelPath"/>.</param>
    /// <returns>The options, to bind to a configuration, say. They are checked, and the model is loaded, when the host starts.</returns>
    public static OptionsBuilder<CharRnnOptions> AddCharRnn(this IServiceCollection services, string name, Action<CharRnnOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(name);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<CharRnnOptions>, CharRnnOptionsValidator>());
        services.TryAddKeyedSingleton(name, (provider, _) => Load(provider, name));
        services.TryAddKeyedSingleton(name, (provider, _) => new GenerationScheduler(
            provider.GetRequiredKeyedService<CharRnnModel>(name), OptionsOf(provider, name).Scheduler, provider.GetService<ILogger<GenerationScheduler>>()));
        services.TryAddKeyedSingleton(name, (provider, _) => new SentenceScorer(
            provider.GetRequiredKeyedService<CharRnnModel>(name), OptionsOf(provider, name).Scoring));
        services.AddSingleton<IHostedService>(provider => new CharRnnStartup(provider, name));
        return services.AddOptions<CharRnnOptions>(name).Configure(configure ?? (_ => { })).ValidateOnStart();
    }

    private static CharRnnModel Load(IServiceProvider provider, string name)
    {
        CharRnnOptions options = OptionsOf(provider, name);
        ILogger logger = provider.GetService<ILogger<CharRnnModel>>() ?? NullLogger<CharRnnModel>.Instance;
        string modelName = options.Model.Name ?? (name.Length > 0 ? name : Path.GetFileNameWithoutExtension(options.ModelPath));
        long start = Stopwatch.GetTimestamp();
        CharRnnModel model = CharRnnModel.Load(options.ModelPath, options.Model with
        {
            Name = modelName,
            OnWarning = options.Model.OnWarning + (warning => logger.ModelWarning(modelName, warning)),
        });
        logger.ModelLoaded(modelName, options.ModelPath, Stopwatch.GetElapsedTime(start).TotalMilliseconds, model.ExecutionProvider);
        return model;
    }

    private static CharRnnOptions OptionsOf(IServiceProvider provider, string name) => provider.GetRequiredService<IOptionsMonitor<CharRnnOptions>>().Get(name);
}
