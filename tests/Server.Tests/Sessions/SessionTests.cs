using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using CharRnn.Inference;

namespace CharRnn.Server.Tests;

/// <summary>Conversations that the server remembers.</summary>
[TestClass]
public sealed class SessionTests
{
    private static RunningServer server = null!;

    [ClassInitialize]
    public static async Task StartAsync(TestContext _) => server = await RunningServer.StartAsync();

    [ClassCleanup]
    public static async Task StopAsync() => await server.DisposeAsync();

    [TestMethod]
    public async Task Requests_of_a_session_send_only_what_is_new()
    {
        using GenerationSession session = server.Model.CreateSession(new SamplingOptions { Temperature = 0.5 }, new GenerationOptions { Seed = 1, MaxLength = 40 });
        session.Feed("Gets the ");
        Assert.AreEqual(session.Generate(), (await server.CompleteAsync(new { session = "talk", prompt = "Gets the ", seed = 1, max_tokens = 40, temperature = 0.5 })).Text());
        session.Feed("\nReturns ");
        List<JsonElement> events = await server.StreamAsync(new { session = "talk", prompt = "\nReturns ", max_tokens = 40, temperature = 0.5, stream = true });
        Assert.AreEqual(session.Generate(), string.Concat(events.Select(one => one.Text())));
        Assert.AreEqual("length", events[^1].FinishReason());

        JsonElement info = JsonDocument.Parse(await server.Client.GetStringAsync("/v1/sessions/talk")).RootElement;
        Assert.AreEqual("talk session docs 98 2", string.Join(' ', ((string[])["id", "object", "model", "characters", "requests"]).Select(name => info.GetProperty(name).ToString())));
        Assert.AreEqual(3600, info.GetProperty("expires").GetInt64() - info.GetProperty("created").GetInt64(), 30);

        (HttpStatusCode status, JsonElement fork) = await server.PostAsync("/v1/sessions/talk/fork", "{\"id\":\"fork\"}");
        Assert.AreEqual((HttpStatusCode.Created, "fork"), (status, fork.GetProperty("id").GetString()));
        (status, fork) = await server.PostAsync("/v1/sessions/talk/fork", "{\"id\":\"fork\"}");
        Assert.AreEqual((HttpStatusCode.Conflict, "session_exists"), (status, fork.Error().GetProperty("code").GetString()));
        (status, fork) = await server.PostAsync("/v1/sessions/talk/fork", "{}");
        Assert.AreEqual(HttpStatusCode.Created, status);
        session.Feed("a");
        string expected = session.Generate();
        foreach (string name in (string[])["talk", "fork", fork.GetProperty("id").GetString()!])
        {
            Assert.AreEqual(expected, (await server.CompleteAsync(new { session = name, prompt = "a", max_tokens = 40, temperature = 0.5 })).Text(), name);
        }

        Assert.AreEqual(HttpStatusCode.OK, (await server.Client.DeleteAsync("/v1/sessions/talk")).StatusCode);
        Assert.AreEqual(HttpStatusCode.NotFound, (await server.Client.DeleteAsync("/v1/sessions/talk")).StatusCode);
        Assert.AreEqual(HttpStatusCode.NotFound, (await server.Client.GetAsync("/v1/sessions/talk")).StatusCode);
    }

    [TestMethod]
    [DataRow("{\"session\":\"\"}", "session is \"\"; must be from 1 to 64 of the characters A-Z a-z 0-9 _ . -")]
    [DataRow("{\"session\":\"a/b\"}", "session is")]
    [DataRow("{\"session\":\"a\\n\"}", "session is")]
    [DataRow("{\"session\":\"\\u00e9\"}", "session is")]
    [DataRow("{\"session\":\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"}", "session is")]
    [DataRow("{\"session\":1}", "session cannot be read; must be a string")]
    [DataRow("{\"session\":\"a\",\"n\":2}", "2 texts are asked for; must be one where a session is named. Fork the session for others.")]
    [DataRow("{\"session\":\"a\",\"best_of\":2}", "2 texts are asked for")]
    [DataRow("{\"session\":\"a\",\"prompt\":[\"a\",\"b\"]}", "prompt has 2 texts; must be one where a session is named.")]
    [DataRow("{\"session\":\"a\",\"echo\":true}", "echo is true; must be false where a session is named.")]
    public async Task What_a_session_cannot_do_is_refused(string json, string message)
    {
        (HttpStatusCode status, JsonElement answer) = await server.PostAsync("/v1/completions", $"{{\"model\":\"docs\",{json[1..]}");
        Assert.AreEqual(HttpStatusCode.BadRequest, status);
        StringAssert.Contains(answer.Error().GetProperty("message").GetString(), message.Replace("\"\"", "", StringComparison.Ordinal).Split(';')[0]);
    }

    [TestMethod]
    public async Task A_session_of_another_model_is_a_conflict()
    {
        await server.CompleteAsync(new { session = "one-model", prompt = "a" });
        (HttpStatusCode status, JsonElement answer) = await server.PostAsync("/v1/completions", "{\"model\":\"names\",\"session\":\"one-model\",\"stream\":true}");
        Assert.AreEqual((HttpStatusCode.Conflict, "session_unusable"), (status, answer.Error().GetProperty("code").GetString()));
    }

    [TestMethod]
    public async Task A_session_of_a_model_that_changed_is_a_conflict()
    {
        using TemporaryFolder folder = new();
        string models = Path.Combine(AppContext.BaseDirectory, "models");
        string file = folder.File("model.onnx");
        File.Copy(Path.Combine(models, "dotnet-docs.onnx"), file);
        await using RunningServer own = await RunningServer.StartOnlyAsync($"Models:docs:ModelPath={file}", "Models:docs:ReloadOnChange=true");
        string fingerprint = (await own.CompleteAsync(new { session = "old", prompt = "a" })).GetProperty("system_fingerprint").GetString()!;
        File.Copy(Path.Combine(models, "dotnet-names.onnx"), folder.File("new"));
        File.Move(folder.File("new"), file, overwrite: true);
        for (int i = 0; i < 500 && (await own.CompleteAsync(new { })).GetProperty("system_fingerprint").GetString() == fingerprint; i++)
        {
            await Task.Delay(20);
        }

        (HttpStatusCode status, JsonElement answer) = await own.PostAsync("/v1/completions", Requests.Json(new { session = "old", prompt = "a" }));
        Assert.AreEqual((HttpStatusCode.Conflict, "session_unusable"), (status, answer.Error().GetProperty("code").GetString()));
        StringAssert.Contains(answer.Error().GetProperty("message").GetString(), $"belongs to the model with SHA-256 {fingerprint}");
        Assert.AreEqual(HttpStatusCode.OK, (await own.Client.DeleteAsync("/v1/sessions/old")).StatusCode);
        await own.CompleteAsync(new { session = "old", prompt = "A" });
    }

    [TestMethod]
    public async Task A_request_that_is_asked_again_counts_once()
    {
        string[] texts = new string[3];
        for (int i = 0; i < texts.Length; i++)
        {
            using HttpRequestMessage request = new(HttpMethod.Post, "/v1/completions");
            request.Content = new StringContent(Requests.Json(new { session = "again", prompt = "Gets ", max_tokens = 30 }), Encoding.UTF8, "application/json");
            request.Headers.Add("Idempotency-Key", i < 2 ? "the-first" : "another");
            using HttpResponseMessage response = await server.Client.SendAsync(request);
            texts[i] = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("choices").ToString();
            StringAssert.Contains(await server.Client.GetStringAsync("/v1/sessions/again"), $"\"requests\":{(i < 2 ? 1 : 2)}");
        }

        Assert.AreNotEqual(texts[1], texts[2]);
    }

    [TestMethod]
    public async Task A_session_serves_one_request_at_a_time()
    {
        await using RunningServer own = await RunningServer.StartAsync("Server:MaxTokens=10000000");
        using HttpRequestMessage request = new(HttpMethod.Post, "/v1/completions");
        request.Content = new StringContent(Requests.Json(new { session = "busy", max_tokens = 10_000_000, stream = true }), Encoding.UTF8, "application/json");
        using (HttpResponseMessage response = await own.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead))
        {
            Assert.AreEqual(HttpStatusCode.OK, response.StatusCode);
            using StringContent body = new(Requests.Json(new { session = "busy" }), Encoding.UTF8, "application/json");
            using HttpResponseMessage second = await own.Client.PostAsync("/v1/completions", body);
            Assert.AreEqual(HttpStatusCode.Conflict, second.StatusCode);
            Assert.AreEqual(TimeSpan.FromSeconds(1), second.Headers.RetryAfter?.Delta);
        }

        HttpStatusCode status = HttpStatusCode.Conflict;
        for (int i = 0; i < 200 && status == HttpStatusCode.Conflict; i++) // until the server notices that the client left
        {
            await Task.Delay(20);
            (status, _) = await own.PostAsync("/v1/completions", Requests.Json(new { session = "busy" }));
        }

        Assert.AreEqual(HttpStatusCode.OK, status);
        await own.AssertIdleAsync();
    }

    [TestMethod]
    public void The_key_of_a_session_has_no_text_of_a_client_and_is_no_other_sessions()
    {
        string[] keys = [SessionName.ToKey("all", "alice-1"), SessionName.ToKey("all", "alice-2"), SessionName.ToKey("al", "l.alice-1")];
        CollectionAssert.AllItemsAreUnique(keys);
        Array.ForEach(keys, key => StringAssert.Matches(key, new Regex(@"\A[0-9a-f]{64}\z")));
    }

    [TestMethod]
    public async Task A_session_is_the_keys_that_made_it()
    {
        string[] keys = ["the-first-key-of-the-tests", "the-second-key-of-the-tests"];
        await using RunningServer own = await RunningServer.StartAsync($"Server:ApiKeys:0={keys[0]}", $"Server:ApiKeys:1={keys[1]}");
        own.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", keys[0]);
        string text = (await own.CompleteAsync(new { session = "mine", prompt = "Gets ", seed = 1 })).Text();
        own.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", keys[1]);
        Assert.AreEqual(HttpStatusCode.NotFound, (await own.Client.GetAsync("/v1/sessions/mine")).StatusCode);
        Assert.AreEqual(HttpStatusCode.NotFound, (await own.Client.DeleteAsync("/v1/sessions/mine")).StatusCode);
        Assert.AreEqual(HttpStatusCode.NotFound, (await own.PostAsync("/v1/sessions/mine/fork", "{}")).Status);
        Assert.AreEqual(text, (await own.CompleteAsync(new { session = "mine", prompt = "Gets ", seed = 1 })).Text()); // another one, which begins here
        own.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", keys[0]);
        StringAssert.Contains(await own.Client.GetStringAsync("/v1/sessions/mine"), "\"requests\":1");
    }
}
