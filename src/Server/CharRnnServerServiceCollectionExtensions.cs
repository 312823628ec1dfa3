using CharRnn.Hosting;
using CharRnn.Orleans;
using CharRnn.Server;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the API to an application's services.</summary>
public static class CharRnnServerServiceCollectionExtensions
{
    /// <summary>
    /// Adds the models and the limits of a configuration. Its section Models has a section for each model, the settings of
    /// <see cref="CharRnnOptions"/>; its section Server has those of <see cref="CharRnnServerOptions"/>. All are validated, and the models
    /// are loaded, when the application starts.
    /// </summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configuration">The configuration, for example <c>builder.Configuration.GetSection("CharRnn")</c>.</param>
    public static IServiceCollection AddCharRnnServer(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configuration);
        IConfigurationSection[] models = [.. configuration.GetSection("Models").GetChildren()];
        IHealthChecksBuilder health = services.AddHealthChecks();
        foreach (IConfigurationSection model in models)
        {
            services.AddCharRnn(model.Key, options => options.GracePeriod = GracePeriod.Of(configuration)).Bind(model);
            health.AddCharRnn(model.Key, modelName: model.Key);
        }

        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => new ServedModels([.. models.Select(model => model.Key)], provider.GetRequiredService<TimeProvider>().GetUtcNow()));
        IConfigurationSection settings = configuration.GetSection("Server");
        services.AddSingleton<IValidateOptions<CharRnnServerOptions>>(provider => new ServerOptionsValidator(provider.GetRequiredService<ServedModels>(), configuration));
        services.AddOptions<CharRnnServerOptions>().Bind(settings).ValidateOnStart();
        services.AddSingleton<ApiKeys>();
        services.AddSingleton<RequestLimiter>();
        services.TryAddSingleton<BatchScorer>();
        services.AddSingleton<TextScorer>();
        services.AddSingleton<ClientSessions>();
        services.AddSingleton<CompletionsEndpoint>();
        services.AddSingleton<ScoreEndpoint>();
        return services;
    }
}
