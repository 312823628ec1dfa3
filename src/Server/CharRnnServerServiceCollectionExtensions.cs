using CharRnn.Server;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the server to an application's services.</summary>
public static class CharRnnServerServiceCollectionExtensions
{
    /// <summary>Adds the models and the limits of a configuration: its section Models has a section for each model, and Server the limits.</summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configuration">The configuration, for example its section CharRnn.</param>
    public static IServiceCollection AddCharRnnServer(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configuration);
        IConfigurationSection[] models = [.. configuration.GetSection("Models").GetChildren()];
        foreach (IConfigurationSection model in models)
        {
            services.AddCharRnn(model.Key).Bind(model);
        }

        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(new ServedModels([.. models.Select(model => model.Key)]));
        services.AddOptions<CharRnnServerOptions>().Bind(configuration.GetSection("Server")).ValidateDataAnnotations().ValidateOnStart();
        return services;
    }
}
