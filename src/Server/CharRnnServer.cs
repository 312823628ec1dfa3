using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace CharRnn.Server;

/// <summary>The server as a program: the API, and what is needed to run it.</summary>
public static class CharRnnServer
{
    // The weakest settings: a file, the environment and the command line override them.
    private static readonly Dictionary<string, string?> Defaults = new()
    {
        ["urls"] = "http://127.0.0.1:8080",
        ["Logging:LogLevel:Default"] = "Information",
        ["Logging:LogLevel:Microsoft.AspNetCore"] = "Warning",
        ["Logging:LogLevel:Microsoft.Extensions.Hosting.Internal.Host"] = "None", // what stops the start is reported once, by the caller
    };

    /// <summary>Builds the application.</summary>
    /// <param name="args">The command line, as settings: <c>--CharRnn:Models:docs:ModelPath=model.onnx</c>.</param>
    /// <param name="configure">Changes the application before it is built, for example its settings.</param>
    /// <returns>The application, ready to run.</returns>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
        ((IConfigurationBuilder)builder.Configuration).Sources.Insert(0, new MemoryConfigurationSource { InitialData = Defaults });
        configure?.Invoke(builder);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        builder.Services.AddCharRnnServer(builder.Configuration.GetSection("CharRnn"));
        builder.Services.AddOptions<HostOptions>().Configure((HostOptions host, IOptions<CharRnnServerOptions> server) => host.ShutdownTimeout = server.Value.GracePeriod + TimeSpan.FromSeconds(5));
        builder.Services.AddServerTelemetry(builder.Configuration);
        builder.Services.AddServerDescription();
        WebApplication app = builder.Build();
        app.MapCharRnnServer();
        app.MapHealthChecks("/healthz", new HealthCheckOptions { Predicate = _ => false }); // whether the process answers
        app.MapHealthChecks("/readyz", new HealthCheckOptions { ResultStatusCodes = { [HealthStatus.Degraded] = StatusCodes.Status503ServiceUnavailable } });
        app.MapPrometheusScrapingEndpoint("/metrics");
        app.MapOpenApi("/openapi/{documentName}.json");
        return app;
    }

    /// <summary>Runs the application until it is asked to stop.</summary>
    /// <param name="app">The application.</param>
    /// <param name="cancellation">Asks it to stop, as SIGTERM and Ctrl-C do.</param>
    /// <exception cref="InvalidOptionsException">Its settings are wrong; the message lists every problem.</exception>
    public static async Task RunAsync(WebApplication app, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(app);
        try
        {
            await app.RunAsync(cancellation);
        }
        catch (Exception exception) when (ProblemsOf(exception) is { Count: > 0 } problems)
        {
            throw new InvalidOptionsException(problems);
        }
    }

    private static IReadOnlyList<string> ProblemsOf(Exception exception) => exception switch
    {
        OptionsValidationException invalid => [.. invalid.Failures],
        AggregateException several => [.. several.InnerExceptions.SelectMany(ProblemsOf)],
        _ => [],
    };
}
