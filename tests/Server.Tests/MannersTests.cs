using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using CharRnn.Inference;
using Microsoft.Extensions.Logging;

namespace CharRnn.Server.Tests;

/// <summary>Keys, limits, health, metrics and logs.</summary>
[TestClass]
public sealed class MannersTests
{
    private const string Key = "a-key-of-the-tests-1";

    [TestMethod]
    public async Task A_key_is_needed_where_there_are_keys()
    {
        using TemporaryFolder folder = new();
        string file = Path.Combine(folder.Path, "keys");
        File.WriteAllText(file, "\ufeff# of the tests\r\n\r\nanother-key-of-the-tests\r\n");
        await using RunningServer server = await RunningServer.StartAsync($"Server:ApiKeys:0={Key}", $"Server:ApiKeyFile={file}");
        foreach ((string? given, HttpStatusCode expected) in ((string?, HttpStatusCode)[])[
            (null, HttpStatusCode.Unauthorized), ("Bearer", HttpStatusCode.Unauthorized), ("Bearer ", HttpStatusCode.Unauthorized), ($"Bearer {Key}x", HttpStatusCode.Unauthorized),
            ($"Basic {Key}", HttpStatusCode.Unauthorized), (Key, HttpStatusCode.Unauthorized), ("Bearer # of the tests", HttpStatusCode.Unauthorized),
            ($"Bearer {Key}", HttpStatusCode.OK), ("bearer another-key-of-the-tests", HttpStatusCode.OK)])
        {
            using HttpRequestMessage request = new(HttpMethod.Get, "/v1/models");
            request.Headers.TryAddWithoutValidation("Authorization", given);
            using HttpResponseMessage response = await server.Client.SendAsync(request);
            Assert.AreEqual(expected, response.StatusCode, given);
            Assert.AreEqual(expected == HttpStatusCode.Unauthorized ? "Bearer" : "", response.Headers.WwwAuthenticate.ToString());
        }

        (HttpStatusCode status, JsonElement answer) = await server.PostAsync("/v1/completions", "{");
        Assert.AreEqual(HttpStatusCode.Unauthorized, status);
        Assert.AreEqual("invalid_api_key", answer.Error().GetProperty("code").GetString());
        Assert.AreEqual("Healthy", await server.Client.GetStringAsync("/healthz"));
    }

    [TestMethod]
    [DataRow("localhost", HttpStatusCode.OK)]
    [DataRow("LOCALHOST:8080", HttpStatusCode.OK)]
    [DataRow("127.0.0.1:1", HttpStatusCode.OK)]
    [DataRow("[::1]:8080", HttpStatusCode.OK)]
    [DataRow("10.1.2.3", HttpStatusCode.OK)] // the address of a pod or a proxy; a name is needed for the attack
    [DataRow("evil.example", HttpStatusCode.BadRequest)]
    [DataRow("evil.example:8080", HttpStatusCode.BadRequest)]
    [DataRow("localhost.evil.example", HttpStatusCode.BadRequest)]
    [DataRow("127.0.0.1.evil.example", HttpStatusCode.BadRequest)]
    public async Task A_page_that_gives_its_name_the_address_of_this_machine_is_refused(string host, HttpStatusCode expected)
    {
        await using RunningServer server = await RunningServer.StartAsync();
        foreach (string path in (string[])["/v1/models", "/", "/metrics"])
        {
            (HttpStatusCode status, string answer) = await GetAsync(server, path, host);
            Assert.AreEqual(expected, status, path);
            Assert.AreEqual(expected == HttpStatusCode.BadRequest, answer.Contains("must be localhost or an address", StringComparison.Ordinal), answer);
        }
    }

    [TestMethod]
    [DataRow("AllowedHosts=*", HttpStatusCode.OK)]
    [DataRow("AllowedHosts=other.example;charrnn.example", HttpStatusCode.OK)]
    [DataRow("AllowedHosts=other.example", HttpStatusCode.BadRequest)]
    [DataRow("urls=http://127.0.0.1:0;http://[::1]:0", HttpStatusCode.BadRequest)]
    [DataRow("urls=http://127.0.0.1:0;http://0.0.0.0:0", HttpStatusCode.OK)] // who opens it to others has names for it
    public async Task Names_are_free_where_they_are_allowed_or_the_server_is_open(string setting, HttpStatusCode expected)
    {
        await using RunningServer server = await RunningServer.StartWithAsync(setting);
        Assert.AreEqual(expected, (await GetAsync(server, "/v1/models", "charrnn.example")).Status);
    }

    [TestMethod]
    public async Task Names_are_free_where_a_key_guards()
    {
        await using RunningServer server = await RunningServer.StartAsync($"Server:ApiKeys:0={Key}");
        Assert.AreEqual(HttpStatusCode.Unauthorized, (await GetAsync(server, "/v1/models", "charrnn.example")).Status);
        Assert.AreEqual(HttpStatusCode.OK, (await GetAsync(server, "/healthz", "charrnn.example")).Status);
    }

    [TestMethod]
    [DataRow("text/plain")]
    [DataRow("application/x-www-form-urlencoded")]
    [DataRow("multipart/form-data; boundary=a")]
    [DataRow(null)]
    public async Task A_page_of_another_origin_can_send_only_what_is_refused(string? contentType)
    {
        await using RunningServer server = await RunningServer.StartAsync();
        foreach (string path in (string[])["/v1/completions", "/v1/score", "/v1/sessions/a/fork"])
        {
            using HttpRequestMessage simple = new(HttpMethod.Post, path) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes("""{"model":"docs","text":"a"}""")), Headers = { { "Origin", "http://evil.example" } } };
            simple.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
            using HttpResponseMessage refused = await server.Client.SendAsync(simple); // without a question before: one of the types above
            Assert.AreEqual(HttpStatusCode.UnsupportedMediaType, refused.StatusCode);
            using HttpRequestMessage question = new(HttpMethod.Options, path) { Headers = { { "Origin", "http://evil.example" }, { "Access-Control-Request-Method", "POST" }, { "Access-Control-Request-Headers", "content-type" } } };
            using HttpResponseMessage answer = await server.Client.SendAsync(question);
            Assert.IsFalse(answer.Headers.Any(header => header.Key.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase)));
        }
    }

    [TestMethod]
    [DataRow("/v1/models")]
    [DataRow("/v1/none")]
    [DataRow("/healthz")]
    [DataRow("/openapi/v1.json")]
    public async Task No_answer_is_taken_for_what_it_is_not(string path)
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using HttpResponseMessage response = await server.Client.GetAsync(path);
        Assert.AreEqual("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
    }

    [TestMethod]
    public async Task A_body_that_is_too_long_is_refused()
    {
        await using RunningServer server = await RunningServer.StartAsync("Server:MaxRequestBodySize=2000");
        string json = Requests.Json(new { prompt = new string('a', 3000) });
        (HttpStatusCode status, JsonElement answer) = await server.PostAsync("/v1/completions", json);
        Assert.AreEqual(HttpStatusCode.RequestEntityTooLarge, status);
        Assert.AreEqual("invalid_request_error", answer.Error().GetProperty("type").GetString());
        using StreamContent chunked = new(new MemoryStream(Encoding.UTF8.GetBytes(json)));
        chunked.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using HttpRequestMessage request = new(HttpMethod.Post, "/v1/completions") { Content = chunked };
        request.Headers.TransferEncodingChunked = true; // its length is not known before
        using HttpResponseMessage response = await server.Client.SendAsync(request);
        Assert.AreEqual(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    }

    [TestMethod]
    public async Task One_request_more_than_can_be_served_is_told_to_come_again()
    {
        await using RunningServer server = await RunningServer.StartAsync("Server:MaxConcurrentRequests=1");
        using HttpResponseMessage stream = await BeginStreamAsync(server);
        using HttpResponseMessage second = await server.Client.PostAsync("/v1/completions", Body(new { }));
        Assert.AreEqual(HttpStatusCode.TooManyRequests, second.StatusCode);
        Assert.AreEqual(TimeSpan.FromSeconds(1), second.Headers.RetryAfter?.Delta);
        Assert.AreEqual("Healthy", await server.Client.GetStringAsync("/readyz"));
    }

    [TestMethod]
    public async Task A_full_queue_is_no_more_ready()
    {
        await using RunningServer server = await RunningServer.StartAsync("Models:docs:Scheduler:BatchSize=1", "Models:docs:Scheduler:QueueLength=1", "Server:MaxTokens=10000000");
        using CancellationTokenSource cancellation = new();
        GenerationRequest endless = new() { Generation = new GenerationOptions { MaxLength = int.MaxValue } };
        Task first = server.Scheduler.GenerateAsync(endless, cancellation.Token);
        while (server.Load != (0, 1))
        {
            await Task.Delay(1);
        }

        Task second = server.Scheduler.GenerateAsync(endless, cancellation.Token);
        foreach (bool stream in (bool[])[false, true])
        {
            using HttpResponseMessage refused = await server.Client.PostAsync("/v1/completions", Body(new { stream }));
            Assert.AreEqual(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
            Assert.IsGreaterThanOrEqualTo(TimeSpan.FromSeconds(1), refused.Headers.RetryAfter!.Delta!.Value);
            StringAssert.Contains(await refused.Content.ReadAsStringAsync(), "queue_full");
        }

        Assert.AreEqual(HttpStatusCode.ServiceUnavailable, (await server.Client.GetAsync("/readyz")).StatusCode);
        Assert.AreEqual(HttpStatusCode.OK, (await server.Client.GetAsync("/healthz")).StatusCode);
        await cancellation.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => Task.WhenAll(first, second));
        await server.AssertIdleAsync();
        Assert.AreEqual(HttpStatusCode.OK, (await server.Client.GetAsync("/readyz")).StatusCode);
    }

    [TestMethod]
    public async Task A_request_ends_when_its_time_is_over()
    {
        await using RunningServer server = await RunningServer.StartAsync("Server:RequestTimeout=00:00:01", "Server:MaxTokens=10000000");
        using HttpResponseMessage whole = await server.Client.PostAsync("/v1/completions", Body(new { max_tokens = 10_000_000 }));
        Assert.AreEqual(HttpStatusCode.RequestTimeout, whole.StatusCode);
        StringAssert.Contains(await whole.Content.ReadAsStringAsync(), "The request took longer than 00:00:01, the maximum.");
        using HttpResponseMessage stream = await server.Client.PostAsync("/v1/completions", Body(new { max_tokens = 10_000_000, stream = true }));
        string last = (await stream.Content.ReadAsStringAsync()).Split("\n\n", StringSplitOptions.RemoveEmptyEntries)[^1];
        StringAssert.Contains(last, "timeout");
        await server.AssertIdleAsync();
    }

    [TestMethod]
    public async Task Metrics_are_Prometheus_s()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        await server.CompleteAsync(new { max_tokens = 7 });
        string metrics = await server.Client.GetStringAsync("/metrics");
        StringAssert.Contains(metrics, "charrnn_requests_total{");
        StringAssert.Contains(metrics, "http_server_request_duration_seconds_bucket{");
        StringAssert.Contains(metrics, "le=\"300\"");
    }

    [TestMethod]
    public async Task The_description_has_every_field_under_its_name()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        JsonElement document = JsonDocument.Parse(await server.Client.GetStringAsync("/openapi/v1.json")).RootElement;
        CollectionAssert.AreEquivalent(
            new[] { "/v1/completions", "/v1/models", "/v1/models/{id}", "/v1/score", "/v1/sessions/{id}", "/v1/sessions/{id}/fork" },
            document.GetProperty("paths").EnumerateObject().Select(path => path.Name).ToArray());
        JsonElement schemas = document.GetProperty("components").GetProperty("schemas");
        foreach (string field in (string[])["model", "prompt", "max_tokens", "top_p", "logit_bias", "best_of", "stream_options"])
        {
            Assert.IsTrue(schemas.GetProperty("CompletionRequest").GetProperty("properties").TryGetProperty(field, out _), field);
        }

        Assert.AreEqual(2, schemas.GetProperty("CompletionRequest").GetProperty("properties").GetProperty("prompt").GetProperty("oneOf").GetArrayLength());
        Assert.IsTrue(schemas.GetProperty("CompletionLogProbs").GetProperty("properties").TryGetProperty("token_logprobs", out _));
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task The_log_holds_prompts_only_where_that_is_asked_for(bool isAskedFor)
    {
        string[] everyLevel = [.. ((string[])["Default", "Microsoft.AspNetCore", "Orleans", "Microsoft.Orleans", "Orleans.Runtime.Silo", "Orleans.Runtime.Watchdog"]).Select(category => $"Logging:LogLevel:{category}=Trace")];
        using LogLines log = new();
        await using (RunningServer server = await RunningServer.StartWithAsync(log, [$"CharRnn:Server:LogPrompts={isAskedFor}", .. everyLevel]))
        {
            await server.CompleteAsync(new { prompt = "Zanzibar\ninfo: forged", max_tokens = 5, stop = "Qwertz" });
            await server.CompleteAsync(new { prompt = "Zanzibar", max_tokens = 5, session = "a", stop = "Qwertz" });
            await server.StreamAsync(new { prompt = "Zanzibar", max_tokens = 5, session = "a", stop = "Qwertz", stream = true });
            await server.PostAsync("/v1/completions", Requests.Json(new { prompt = "Zanzibar", max_tokens = -5 }));
            await server.PostAsync("/v1/score", """{"model":"docs","text":"Zanzibar"}""");
        }

        Assert.AreEqual(isAskedFor, log.Text.Contains("Zanzibar", StringComparison.Ordinal), log.Text);
        Assert.DoesNotContain("Qwertz", log.Text);
        Assert.DoesNotContain("\ninfo: forged", log.Text);
        StringAssert.Contains(log.Text, "Model docs continued 1 prompts of 8 tokens by 5 in");
        StringAssert.Contains(log.Text, "Model docs scored 1 texts in");
    }

    private static async Task<HttpResponseMessage> BeginStreamAsync(RunningServer server)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, "/v1/completions") { Content = Body(new { max_tokens = 4096, n = 64, stream = true }) };
        return await server.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    private static async Task<(HttpStatusCode Status, string Answer)> GetAsync(RunningServer server, string path, string host)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, path) { Headers = { Host = host } };
        using HttpResponseMessage response = await server.Client.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    private static StringContent Body(object request) => new(Requests.Json(request), Encoding.UTF8, "application/json");

    private sealed class LogLines : ILoggerProvider, ILogger
    {
        private readonly StringWriter lines = new();

        public string Text => lines.ToString();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (lines)
            {
                lines.WriteLine(formatter(state, exception) + exception);
            }
        }

        public void Dispose() => lines.Dispose();
    }
}
