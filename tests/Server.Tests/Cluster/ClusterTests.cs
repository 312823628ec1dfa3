using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using CharRnn.Inference;

namespace CharRnn.Server.Tests;

/// <summary>Three replicas, with Redis, behind nginx, while what can fail fails. CHARRNN_SESSIONS and CHARRNN_REDIS_PAUSE (seconds) make it harder.</summary>
[TestClass]
public sealed class ClusterTests
{
    private const int Turns = 4;

    private static readonly CharRnnModel Model = CharRnnModel.Load(Path.Combine(AppContext.BaseDirectory, "models", "dotnet-docs.onnx"));
    private static Redis redis = null!;
    private static Replica[] replicas = null!;
    private static Nginx nginx = null!;
    private static HttpClient client = null!;

    [ClassInitialize]
    public static async Task StartAsync(TestContext _)
    {
        redis = new Redis();
        replicas = [new Replica(redis.Port), new Replica(redis.Port), new Replica(redis.Port)];
        nginx = new Nginx(replicas.Select(replica => replica.Port));
        client = ClientOf(nginx.Port);
        await Task.WhenAll(replicas.Select(replica => replica.StartAsync()));
    }

    [ClassCleanup]
    public static async Task StopAsync()
    {
        client?.Dispose();
        nginx?.Dispose();
        foreach (Replica replica in replicas ?? [])
        {
            await replica.DisposeAsync();
        }

        redis?.Dispose();
        Model.Dispose();
    }

    [TestMethod]
    public async Task A_request_whose_replica_is_killed_in_mid_stream_is_asked_again_and_gives_the_same_text()
    {
        const int length = 40_000; // of more than a second
        using GenerationSession twin = Twin(1);
        using HttpClient first = ClientOf(replicas[0].Port);
        Assert.AreEqual(Feed(twin, "Gets "), await CompleteAsync(first, "killed", "Gets ", seed: 1)); // the session is there where it was first asked for
        twin.Feed("the ");
        string expected = twin.Generate(length);
        using HttpClient other = ClientOf(replicas[1].Port);
        using HttpRequestMessage request = RequestOf("killed", "the ", seed: null, id: null, length, stream: true);
        using HttpResponseMessage response = await other.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.AreEqual(HttpStatusCode.OK, response.StatusCode);
        using StreamReader events = new(await response.Content.ReadAsStreamAsync());
        string begun = JsonDocument.Parse((await events.ReadLineAsync())!["data: ".Length..]).RootElement.Text();
        StringAssert.StartsWith(expected, begun);
        await replicas[0].KillAsync();
        string rest = await events.ReadToEndAsync();
        StringAssert.Contains(rest, "session_unavailable");
        Assert.AreEqual(expected, await CompleteAsync(client, "killed", "the ", seed: null, id: null, length));
        await replicas[0].StartAsync();
    }

    [TestMethod]
    public async Task No_session_is_lost_or_mixed_while_replicas_come_and_go()
    {
        int sessions = int.Parse(Environment.GetEnvironmentVariable("CHARRNN_SESSIONS") ?? "12", CultureInfo.InvariantCulture);
        using SemaphoreSlim pace = new(0);
        Task<string>[] talks = [.. Enumerable.Range(0, sessions).Select(seed => TalkAsync(seed, pace))];
        pace.Release(sessions);
        await replicas[1].KillAsync();
        pace.Release(sessions);
        await replicas[1].StartAsync();
        pace.Release(sessions);
        Assert.AreEqual(0, await replicas[2].StopAsync(), replicas[2].Log);
        pace.Release(sessions);
        await replicas[2].StartAsync();
        string[] texts = await Task.WhenAll(talks);
        for (int seed = 0; seed < sessions; seed++)
        {
            using GenerationSession twin = Twin((ulong)seed);
            Assert.AreEqual(string.Concat(Enumerable.Range(0, Turns).Select(turn => Feed(twin, PromptOf(turn)))), texts[seed], $"session {seed}");
        }
    }

    [TestMethod]
    public async Task While_Redis_does_not_answer_sessions_are_unavailable_and_then_as_before()
    {
        int pause = int.Parse(Environment.GetEnvironmentVariable("CHARRNN_REDIS_PAUSE") ?? "3", CultureInfo.InvariantCulture);
        using GenerationSession twin = Twin(5);
        Assert.AreEqual(Feed(twin, "Gets "), await CompleteAsync(client, "paused", "Gets ", seed: 5));
        redis.Signal("STOP");
        long start = Stopwatch.GetTimestamp();
        do
        {
            foreach (string session in (string[])["paused", "paused-new"])
            {
                using HttpRequestMessage request = RequestOf(session, "the ", seed: null, id: null, 20, stream: false);
                using HttpResponseMessage response = await client.SendAsync(request);
                string answer = await response.Content.ReadAsStringAsync();
                Assert.AreEqual(HttpStatusCode.ServiceUnavailable, response.StatusCode, answer);
                Assert.IsNotNull(response.Headers.RetryAfter, answer);
                StringAssert.Contains(answer, "session_unavailable");
            }

            using HttpRequestMessage other = RequestOf(null, "the ", seed: 1, id: null, 20, stream: false);
            Assert.AreEqual(HttpStatusCode.OK, (await client.SendAsync(other)).StatusCode); // a request without a session needs no Redis
        }
        while (Stopwatch.GetElapsedTime(start).TotalSeconds < pause);
        redis.Signal("CONT");
        Assert.AreEqual(Feed(twin, "the "), await CompleteAsync(client, "paused", "the ", seed: null));
        Assert.AreEqual(2, JsonDocument.Parse(await client.GetStringAsync("/v1/sessions/paused")).RootElement.GetProperty("requests").GetInt32());
    }

    [TestMethod]
    public async Task A_replica_that_stops_does_not_wait_for_Redis()
    {
        redis.Signal("STOP");
        Task<int> stopped = replicas[1].StopAsync();
        Task first = await Task.WhenAny(stopped, Task.Delay(TimeSpan.FromSeconds(25)));
        redis.Signal("CONT");
        Assert.AreSame(stopped, first, replicas[1].Log);
        Assert.AreEqual(0, await stopped, replicas[1].Log);
        await replicas[1].StartAsync();
    }

    [TestMethod]
    public void A_database_that_Redis_does_not_have_is_refused() => StringAssert.Contains(
        Assert.ThrowsExactly<InvalidOptionsException>(() => RedisAddress.Connect(RedisAddress.Parse($"redis://127.0.0.1:{redis.Port}/99"))).Message, "has no such database");

    [TestMethod]
    public async Task Many_texts_are_scored_as_by_one()
    {
        string[] texts = [.. Enumerable.Range(0, 1000).Select(number => $"Gets the number {number} of elements{new string('.', number % 7)}")];
        SentenceScore[] expected = [.. new SentenceScorer(Model).Score(texts)];
        using StringContent body = new(Requests.Json(new { texts }), Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await client.PostAsync("/v1/score", body);
        string answer = await response.Content.ReadAsStringAsync();
        Assert.AreEqual(HttpStatusCode.OK, response.StatusCode, answer);
        JsonElement[] scores = [.. JsonDocument.Parse(answer).RootElement.GetProperty("scores").EnumerateArray()];
        Assert.HasCount(texts.Length, scores);
        for (int i = 0; i < texts.Length; i++)
        {
            Assert.AreEqual(expected[i].LogLikelihood, scores[i].GetProperty("log_likelihood").GetDouble(), 1e-3, texts[i]);
        }
    }

    private static async Task<string> TalkAsync(int seed, SemaphoreSlim pace)
    {
        StringBuilder text = new();
        for (int turn = 0; turn < Turns; turn++)
        {
            await pace.WaitAsync();
            text.Append(await CompleteAsync(client, $"talk-{seed}", PromptOf(turn), turn == 0 ? seed : null, id: $"{seed}-{turn}"));
        }

        return text.ToString();
    }

    private static string PromptOf(int turn) => turn % 2 == 0 ? "Gets the " : "\nReturns ";

    private static GenerationSession Twin(ulong seed) => Model.CreateSession(generation: new GenerationOptions { Seed = seed, MaxLength = 60 });

    private static string Feed(GenerationSession twin, string prompt)
    {
        twin.Feed(prompt);
        return twin.Generate();
    }

    private static HttpClient ClientOf(int port) => new() { BaseAddress = new Uri($"http://127.0.0.1:{port}") };

    private static HttpRequestMessage RequestOf(string? session, string prompt, int? seed, string? id, int length, bool stream)
    {
        HttpRequestMessage request = new(HttpMethod.Post, "/v1/completions");
        request.Content = new StringContent(Requests.Json(new { session, prompt, seed, max_tokens = length, stream }).Replace("\"seed\":null,", "", StringComparison.Ordinal).Replace("\"session\":null,", "", StringComparison.Ordinal), Encoding.UTF8, "application/json");
        request.Headers.TryAddWithoutValidation("Idempotency-Key", id);
        return request;
    }

    /// <summary>Asks until there is an answer, as clients do.</summary>
    private static async Task<string> CompleteAsync(HttpClient client, string session, string prompt, int? seed, string? id = null, int length = 60)
    {
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            string problem;
            TimeSpan wait = TimeSpan.FromSeconds(0.2);
            try
            {
                using HttpRequestMessage request = RequestOf(session, prompt, seed, id, length, stream: false);
                using HttpResponseMessage response = await client.SendAsync(request);
                string answer = await response.Content.ReadAsStringAsync();
                if (response.IsSuccessStatusCode)
                {
                    return JsonDocument.Parse(answer).RootElement.Text();
                }

                problem = $"{response.StatusCode} {answer}";
                Assert.IsTrue(response.StatusCode is HttpStatusCode.Conflict or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable, problem);
                wait = response.Headers.RetryAfter?.Delta ?? wait;
            }
            catch (HttpRequestException exception)
            {
                problem = exception.Message; // its replica died
            }

            Assert.IsLessThan(60, Stopwatch.GetElapsedTime(start).TotalSeconds, problem);
            await Task.Delay(wait);
        }
    }
}
