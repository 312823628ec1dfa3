using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CharRnn.Server.Tests;

/// <summary>Metrics and traces reach an OpenTelemetry collector that the settings name.</summary>
[TestClass]
public sealed class CollectorTests
{
    [TestMethod]
    public async Task Metrics_and_traces_go_to_the_collector()
    {
        ConcurrentDictionary<string, string> received = [];
        await using WebApplication collector = await StartCollectorAsync(received);
        await using (RunningServer server = await RunningServer.StartWithAsync($"OTEL_EXPORTER_OTLP_ENDPOINT={collector.Urls.Single()}", "OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf", "OTEL_SERVICE_NAME=the-tests"))
        {
            await server.CompleteAsync(new { prompt = "Zanzibar", max_tokens = 5, stop = "Qwertz" });
        }

        CollectionAssert.AreEquivalent((string[])["/v1/metrics", "/v1/traces"], received.Keys.ToArray()); // what was measured is sent at the end, at the latest
        foreach (string name in (string[])["charrnn.requests", "charrnn.time_to_first_character", "http.server.request.duration", "the-tests"])
        {
            StringAssert.Contains(received["/v1/metrics"], name);
        }

        StringAssert.Contains(received["/v1/traces"], "charrnn.generate");
        foreach (string text in (string[])["Zanzibar", "Qwertz"])
        {
            Assert.DoesNotContain(text, string.Concat(received.Values));
        }
    }

    private static async Task<WebApplication> StartCollectorAsync(ConcurrentDictionary<string, string> received)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        WebApplication app = builder.Build();
        app.Urls.Add($"http://{IPAddress.Loopback}:0");
        app.Run(async http =>
        {
            using MemoryStream body = new();
            await http.Request.Body.CopyToAsync(body);
            received.AddOrUpdate(http.Request.Path, Text(body), (_, before) => before + Text(body));
            http.Response.StatusCode = StatusCodes.Status200OK;
        });
        await app.StartAsync();
        return app;

        static string Text(MemoryStream body) => Encoding.Latin1.GetString(body.ToArray()); // names are as they are in protobuf's bytes
    }
}
