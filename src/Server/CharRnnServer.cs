using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
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
        ["Logging:LogLevel:Orleans"] = "Warning",
        ["Logging:LogLevel:Polly"] = "Warning", // Orleans has it place grains
        ["Logging:LogLevel:Microsoft.Orleans"] = "Warning",
        ["Logging:LogLevel:Orleans.Runtime.Silo"] = "Error", // it would warn of every process that has no collector for servers
        ["Logging:LogLevel:Orleans.Runtime.Watchdog"] = "Error", // its first check takes the time since the machine was started for a delay
        ["Logging:LogLevel:Microsoft.Extensions.Hosting.Internal.Host"] = "None", // what stops the start is reported once, by the caller
    };

    private static readonly TimeSpan TimeForTheRest = TimeSpan.FromSeconds(5); // to send the last of the texts

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
        builder.AddSilo();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = GracePeriod.Of(builder.Configuration.GetSection("CharRnn")) + TimeForTheRest);
        builder.Services.AddServerTelemetry(builder.Configuration);
        builder.Services.AddServerDescription();
        WebApplication app = builder.Build();
        app.Use(NeverGuessTypesAsync);
        app.UseMiddleware<LoopbackNames>();
        app.UseServerPage();
        app.Use(RefuseUnknownPathsAsync);
        app.MapCharRnnServer();
        app.MapHealthChecks("/healthz", new HealthCheckOptions { Predicate = _ => false }); // whether the process answers
        app.MapHealthChecks("/readyz", new HealthCheckOptions { ResultStatusCodes = { [HealthStatus.Degraded] = StatusCodes.Status503ServiceUnavailable } });
        app.MapPrometheusScrapingEndpoint("/metrics");
        app.MapOpenApi("/openapi/{documentName}.json");
        return app;
    }

    /// <summary>Builds the application, and runs it until it is asked to stop.</summary>
    /// <param name="args">As for <see cref="Build"/>.</param>
    /// <param name="configure">As for <see cref="Build"/>.</param>
    /// <param name="cancellation">Asks it to stop, as SIGTERM and Ctrl-C do.</param>
    /// <exception cref="InvalidOptionsException">Its settings are wrong; the message lists every problem.</exception>
    public static async Task RunAsync(string[] args, Action<WebApplicationBuilder>? configure = null, CancellationToken cancellation = default)
    {
        try
        {
            await using WebApplication app = Build(args, configure);
            await StartAsync(app, cancellation);
            await app.WaitForShutdownAsync(cancellation);
        }
        catch (Exception exception) when (ProblemsOf(exception) is { Count: > 0 } problems)
        {
            throw new InvalidOptionsException(problems);
        }
    }

    private static async Task StartAsync(WebApplication app, CancellationToken cancellation)
    {
        try
        {
            await app.StartAsync(cancellation);
        }
        catch (Exception exception) when (IsOfListening(exception))
        {
            await app.StopAsync(CancellationToken.None); // what listens starts last; the others end well, and log nothing more
            throw new InvalidOptionsException($"urls is {app.Configuration["urls"]}, which cannot be listened on: {exception.Message.TrimEnd('.')}");
        }
    }

    private static bool IsOfListening(Exception exception) => exception is SocketException or IOException { InnerException: AddressInUseException }
        || (exception is FormatException or InvalidOperationException && exception.Source?.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal) == true);

    // A browser takes no answer for a page or a script that it is not, whatever text is in it.
    private static Task NeverGuessTypesAsync(HttpContext context, RequestDelegate next)
    {
        context.Response.Headers.XContentTypeOptions = "nosniff";
        return next(context);
    }

    // As the API does under /v1, because a client may have left that out.
    private static Task RefuseUnknownPathsAsync(HttpContext http, RequestDelegate next) =>
        http.GetEndpoint() is null ? ErrorFilter.AnswerAsync(http.Response, CharRnnServerEndpointExtensions.UnknownPath(http.Request)) : next(http);

    private static IReadOnlyList<string> ProblemsOf(Exception exception) => exception switch
    {
        OptionsValidationException invalid => [.. invalid.Failures],
        InvalidOperationException { InnerException: FormatException or ArgumentException } unreadable => [unreadable.Message.TrimEnd('.')], // a setting that is no number
        AggregateException several => [.. several.InnerExceptions.SelectMany(ProblemsOf)],
        _ => [],
    };
}
