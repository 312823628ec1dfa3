using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using CharRnn.Inference;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace CharRnn.Server.Tests;

/// <summary>The server on a free port of this machine, with the two models that are shipped.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    private static readonly string[] Arguments = ["--contentRoot", AppContext.BaseDirectory];

    private static readonly string[] BothModels = ["Models:docs:ModelPath=models/dotnet-docs.onnx", "Models:names:ModelPath=models/dotnet-names.onnx"];

    private readonly WebApplication app;

    private RunningServer(WebApplication app)
    {
        this.app = app;
        SocketsHttpHandler handler = new() { MaxResponseDrainSize = 0 }; // who leaves an answer closes the connection
        Client = new HttpClient(handler) { BaseAddress = new Uri(app.Urls.First()), Timeout = TimeSpan.FromSeconds(30) };
    }

    public HttpClient Client { get; }

    public IServiceProvider Services => app.Services;

    public CharRnnModel Model => app.Services.GetRequiredKeyedService<CharRnnModel>("docs");

    public GenerationScheduler Scheduler => app.Services.GetRequiredKeyedService<GenerationScheduler>("docs");

    /// <summary>Starts a server.</summary>
    /// <param name="settings">Its settings, each <c>Name=value</c> of the section CharRnn.</param>
    public static Task<RunningServer> StartAsync(params string[] settings) => StartAsync(null, settings);

    public static Task<RunningServer> StartAsync(ILoggerProvider? log, params string[] settings) => StartAsync(log, BothModels, settings);

    /// <summary>Starts a server with settings that are not of the section CharRnn.</summary>
    public static Task<RunningServer> StartWithAsync(params string[] settings) => StartWithAsync(null, settings);

    public static Task<RunningServer> StartWithAsync(ILoggerProvider? log, string[] settings) => StartAsync(log, BothModels, [], builder => builder.Configuration.AddInMemoryCollection(Pairs(settings)));

    /// <summary>Starts a server of other models.</summary>
    public static Task<RunningServer> StartOnlyAsync(params string[] models) => StartAsync(null, models, []);

    /// <summary>Runs a server that cannot start.</summary>
    public static Task RunAsync(params string[] settings) => CharRnnServer.RunAsync(Arguments, builder => Configure(builder, null, settings));

    /// <summary>Posts JSON.</summary>
    /// <returns>The status and the answer.</returns>
    public async Task<(HttpStatusCode Status, JsonElement Answer)> PostAsync(string path, string json)
    {
        using StringContent body = new(json, Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await Client.PostAsync(path, body);
        return (response.StatusCode, JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement);
    }

    /// <summary>Posts a request for completions of the model docs, which must succeed.</summary>
    public async Task<JsonElement> CompleteAsync(object request)
    {
        (HttpStatusCode status, JsonElement answer) = await PostAsync("/v1/completions", Requests.Json(request));
        Assert.AreEqual(HttpStatusCode.OK, status, answer.ToString());
        return answer;
    }

    /// <summary>Posts a request for a stream.</summary>
    /// <returns>The data of the events, the last of which was [DONE].</returns>
    public async Task<List<JsonElement>> StreamAsync(object request)
    {
        using StringContent body = new(Requests.Json(request), Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await Client.PostAsync("/v1/completions", body);
        string answer = await response.Content.ReadAsStringAsync();
        Assert.AreEqual("text/event-stream", response.Content.Headers.ContentType?.MediaType, answer);
        string[] events = answer.Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.IsTrue(events.All(one => one.StartsWith("data: ", StringComparison.Ordinal)), answer);
        Assert.AreEqual("data: [DONE]", events[^1]);
        return [.. events[..^1].Select(one => JsonDocument.Parse(one["data: ".Length..]).RootElement)];
    }

    /// <summary>Waits until nothing is generated or waiting, nor about to be: a text whose reader is slow is neither for a moment.</summary>
    public async Task AssertIdleAsync()
    {
        const int enough = 10;
        int idle = 0;
        for (int i = 0; i < 500 && idle < enough; i++)
        {
            idle = Load == (0, 0) ? idle + 1 : 0;
            await Task.Delay(20);
        }

        Assert.AreEqual(enough, idle, $"{Load}");
    }

    /// <summary>Waits until so many texts were cancelled.</summary>
    public async Task AssertCancelledAsync(int texts)
    {
        string metrics = "";
        for (int i = 0; i < 100 && !Regex.IsMatch(metrics, $"charrnn_requests_total{{[^}}]*cancelled[^}}]*}} {texts}\\b"); i++)
        {
            await Task.Delay(100);
            metrics = await Client.GetStringAsync("/metrics");
        }

        StringAssert.Matches(metrics, new Regex($"charrnn_requests_total{{[^}}]*cancelled[^}}]*}} {texts}\\b"));
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await app.StopAsync();
        await app.DisposeAsync();
    }

    /// <summary>Gets how many texts wait and grow, as the health check sees them.</summary>
    public (int Queued, int Active) Load
    {
        get
        {
            HealthReportEntry docs = app.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync().Result.Entries["docs"];
            return docs.Data.Count == 0 ? (0, 0) : ((int)docs.Data["queued"], (int)docs.Data["active"]);
        }
    }

    private static async Task<RunningServer> StartAsync(ILoggerProvider? log, string[] models, string[] settings, Action<WebApplicationBuilder>? configure = null)
    {
        WebApplication app = CharRnnServer.Build(Arguments, builder =>
        {
            Configure(builder, log, [.. models, .. settings]);
            configure?.Invoke(builder);
        });
        await app.StartAsync();
        return new RunningServer(app);
    }

    private static void Configure(WebApplicationBuilder builder, ILoggerProvider? log, string[] settings)
    {
        builder.Logging.ClearProviders();
        if (log is not null)
        {
            builder.Logging.AddProvider(log);
        }

        builder.Configuration.AddInMemoryCollection(Pairs([.. settings.Select(setting => $"CharRnn:{setting}"), "urls=http://127.0.0.1:0"]));
    }

    private static IEnumerable<KeyValuePair<string, string?>> Pairs(string[] settings) =>
        settings.Select(setting => setting.Split('=', 2)).Select(pair => KeyValuePair.Create(pair[0], (string?)pair[1]));
}
