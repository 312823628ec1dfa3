using System.Net;
using System.Text;
using System.Text.Json;

namespace CharRnn.Server.Tests;

/// <summary>Each refusal says what was given, what is allowed and in which field, in the shape of OpenAI's API.</summary>
[TestClass]
public sealed class RefusalTests
{
    private static RunningServer server = null!;

    [ClassInitialize]
    public static async Task Start(TestContext _) => server = await RunningServer.StartAsync("Server:MaxPromptLength=1000", "Server:MaxTexts=3", "Server:MaxChoices=8");

    [ClassCleanup]
    public static async Task Stop() => await server.DisposeAsync();

    [TestMethod]
    [DataRow("""{"model":"docs","suffix":"x"}""", "suffix", "suffix is not supported.")]
    [DataRow("""{"model":"docs","messages":[]}""", "messages", "messages is not supported.")]
    [DataRow("""{"model":"docs","stream":true,"stream_options":{"x":1}}""", "stream_options.x", "stream_options.x is not supported.")]
    [DataRow("""{"model":"docs","stream":true,"stream_options":{"include_usage":1}}""", "stream_options.include_usage", "stream_options.include_usage cannot be read; must be true or false, and stand once.")]
    [DataRow("""{"model":"docs","logit_bias":{"a":"x"}}""", "logit_bias", "logit_bias.a cannot be read; must be an object of numbers, and stand once.")]
    [DataRow("""{"model":"docs","stream_options":{"include_usage":true}}""", "stream_options", "stream_options is given without stream; must be left out, or stream must be true.")]
    [DataRow("""{"model":"docs","max_tokens":-1}""", "max_tokens", "max_tokens is -1; must be from 0 to 4096.")]
    [DataRow("""{"model":"docs","max_tokens":4097}""", "max_tokens", "max_tokens is 4097; must be from 0 to 4096.")]
    [DataRow("""{"model":"docs","max_tokens":"5"}""", "max_tokens", "max_tokens cannot be read; must be a whole number up to 2147483647, and stand once.")]
    [DataRow("""{"model":"docs","max_tokens":99999999999}""", "max_tokens", "max_tokens cannot be read; must be a whole number up to 2147483647, and stand once.")]
    [DataRow("""{"model":"docs","min_tokens":17}""", "min_tokens", "min_tokens is 17; must be from 0 to 16.")]
    [DataRow("""{"model":"docs","temperature":2.5}""", "temperature", "temperature is 2.5; must be from 0 to 2.")]
    [DataRow("""{"model":"docs","temperature":1e999}""", "temperature", "temperature is Infinity; must be from 0 to 2.")]
    [DataRow("""{"model":"docs","top_p":0}""", "top_p", "top_p is 0; must be above 0 and at most 1.")]
    [DataRow("""{"model":"docs","top_p":1.5}""", "top_p", "top_p is 1.5; must be above 0 and at most 1.")]
    [DataRow("""{"model":"docs","min_p":1.5}""", "min_p", "min_p is 1.5; must be from 0 to 1.")]
    [DataRow("""{"model":"docs","top_k":-1}""", "top_k", "top_k is -1; must be from 0 to 2147483647.")]
    [DataRow("""{"model":"docs","presence_penalty":3}""", "presence_penalty", "presence_penalty is 3; must be from -2 to 2.")]
    [DataRow("""{"model":"docs","frequency_penalty":-3}""", "frequency_penalty", "frequency_penalty is -3; must be from -2 to 2.")]
    [DataRow("""{"model":"docs","n":0}""", "n", "n is 0; must be from 1 to 8.")]
    [DataRow("""{"model":"docs","n":9}""", "n", "n is 9; must be from 1 to 8.")]
    [DataRow("""{"model":"docs","n":3,"best_of":2}""", "best_of", "best_of is 2; must be at least n, 3.")]
    [DataRow("""{"model":"docs","best_of":2,"stream":true}""", "best_of", "best_of is 2; must be n, 1, in a stream, because the likeliest text is known at its end.")]
    [DataRow("""{"model":"docs","prompt":["a","b","c"],"n":3}""", "n", "3 texts for each of 3 prompts are asked for; must be at most 8 in all.")]
    [DataRow("""{"model":"docs","prompt":[]}""", "prompt", "prompt is an empty array; must have a text.")]
    [DataRow("""{"model":"docs","prompt":[1,2]}""", "prompt", "prompt cannot be read; must be a string or an array of strings, and stand once.")]
    [DataRow("""{"model":"docs","prompt":"\ud800"}""", "prompt", "prompt cannot be read; must be a string or an array of strings, and stand once.")]
    [DataRow("""{"model":"docs","prompt":"a","prompt":"b"}""", "prompt", "prompt cannot be read; must be a string or an array of strings, and stand once.")]
    [DataRow("""{"model":"docs","seed":-1}""", "seed", "seed cannot be read; must be a whole number from 0 to 18446744073709551615, and stand once.")]
    [DataRow("""{"model":"docs","logprobs":6}""", "logprobs", "logprobs is 6; must be from 0 to 5.")]
    [DataRow("""{"model":"docs","logprobs":true}""", "logprobs", "logprobs cannot be read; must be a whole number up to 2147483647, and stand once.")]
    [DataRow("""{"model":"docs","logit_bias":{"50256":-100}}""", "logit_bias", "logit_bias names 50256; must be one character of the model's vocabulary.")]
    [DataRow("""{"model":"docs","logit_bias":{"a":101}}""", "logit_bias", "logit_bias is 101; must be from -100 to 100.")]
    [DataRow("""{"model":"docs","stop":""}""", "stop", "stop has a text of 0 UTF-16 units; must be from 1 to 1024.")]
    [DataRow("""{"model":"docs","stop":[1]}""", "stop", "stop cannot be read; must be a string or an array of strings, and stand once.")]
    [DataRow("""{"model":"docs","echo":"yes"}""", "echo", "echo cannot be read; must be true or false, and stand once.")]
    [DataRow("""{"prompt":"a"}""", "model", "model is missing; must be one of docs, names.")]
    [DataRow("""[]""", null, "The JSON is wrong at line 1, byte 2; must be one object, in which no name stands twice.")]
    [DataRow("""null""", null, "The JSON is no object; must be one.")]
    [DataRow("""{"model":"docs"} x""", null, "The JSON is wrong at line 1, byte 18; must be one object, in which no name stands twice.")]
    public async Task A_bad_field_is_named(string json, string? parameter, string message)
    {
        (HttpStatusCode status, JsonElement answer) = await server.PostAsync("/v1/completions", json);
        Assert.AreEqual(message, answer.Error().GetProperty("message").GetString());
        Assert.AreEqual(parameter, answer.Error().GetProperty("param").GetString());
        Assert.AreEqual("invalid_request_error", answer.Error().GetProperty("type").GetString());
        Assert.AreEqual(HttpStatusCode.BadRequest, status);
    }

    [TestMethod]
    public async Task An_unknown_character_of_a_prompt_is_named()
    {
        (HttpStatusCode status, JsonElement answer) = await server.PostAsync("/v1/completions", """{"model":"docs","prompt":"abc\u6f22"}""");
        Assert.AreEqual(HttpStatusCode.BadRequest, status);
        Assert.AreEqual("prompt", answer.Error().GetProperty("param").GetString());
        StringAssert.StartsWith(answer.Error().GetProperty("message").GetString(), "Character 4 of the text, '漢' (U+6F22), is not in the vocabulary.");
    }

    [TestMethod]
    public async Task A_bias_must_leave_a_character()
    {
        Dictionary<string, double> bias = server.Model.Vocabulary.Characters.ToDictionary(character => character.ToString(), _ => -100.0);
        (HttpStatusCode status, JsonElement answer) = await server.PostAsync("/v1/completions", Requests.Json(new { logit_bias = bias }));
        Assert.AreEqual(HttpStatusCode.BadRequest, status);
        Assert.AreEqual("logit_bias", answer.Error().GetProperty("param").GetString());
    }

    [TestMethod]
    public async Task Stops_must_leave_a_character_where_a_text_may_not_end()
    {
        using TemporaryFolder folder = new();
        await using RunningServer own = await RunningServer.StartOnlyAsync($"Models:docs:ModelPath={MadeModels.ThreeCharacters(folder)}");
        string[] stop = ["a", "b", "\n"];
        foreach (bool stream in (bool[])[false, true])
        {
            (HttpStatusCode status, JsonElement answer) = await own.PostAsync("/v1/completions", Requests.Json(new { stop, min_tokens = 2, stream }));
            Assert.AreEqual((HttpStatusCode.BadRequest, "stop"), (status, answer.Error().GetProperty("param").GetString()));
            Assert.AreEqual("No character is left to be drawn; logit_bias, and stop with min_tokens, must leave one.", answer.Error().GetProperty("message").GetString());
        }

        Assert.AreEqual("stop", (await own.CompleteAsync(new { stop })).FinishReason()); // it may end at once
    }

    [TestMethod]
    public async Task A_long_prompt_is_refused()
    {
        (HttpStatusCode status, JsonElement answer) = await server.PostAsync("/v1/completions", Requests.Json(new { prompt = new string('a', 1001) }));
        Assert.AreEqual(HttpStatusCode.BadRequest, status);
        Assert.AreEqual("context_length_exceeded", answer.Error().GetProperty("code").GetString());
        Assert.AreEqual("prompt has 1001 UTF-16 units; must have at most 1000.", answer.Error().GetProperty("message").GetString());
    }

    [TestMethod]
    [DataRow("""{"model":"docs"}""", "text and texts are both missing; must be one of the two.")]
    [DataRow("""{"model":"docs","text":"a","texts":["b"]}""", "text and texts are both given; must be one of the two.")]
    [DataRow("""{"model":"docs","texts":["a","b","c","d"]}""", "texts has 4 texts; must be at most 3.")]
    [DataRow("""{"model":"docs","text":"a","x":1}""", "x is not supported.")]
    public async Task A_bad_request_for_scores_is_refused(string json, string message)
    {
        (HttpStatusCode status, JsonElement answer) = await server.PostAsync("/v1/score", json);
        Assert.AreEqual(HttpStatusCode.BadRequest, status);
        Assert.AreEqual(message, answer.Error().GetProperty("message").GetString());
    }

    [TestMethod]
    [DataRow("GET", "/v1/models/none", 404, "model_not_found")]
    [DataRow("POST", "/v1/chat/completions", 404, "unknown_url")]
    [DataRow("POST", "/completions", 404, "unknown_url")]
    [DataRow("GET", "/nothing", 404, "unknown_url")]
    [DataRow("GET", "/v1/completions", 405, "method_not_allowed", "POST")]
    [DataRow("PUT", "/v1/score", 405, "method_not_allowed", "POST")]
    [DataRow("OPTIONS", "/v1/completions", 405, "method_not_allowed", "POST")]
    [DataRow("POST", "/v1/models", 405, "method_not_allowed", "GET")]
    [DataRow("DELETE", "/v1/models/docs", 405, "method_not_allowed", "GET")]
    [DataRow("POST", "/v1/sessions/a", 405, "method_not_allowed", "GET,DELETE")]
    [DataRow("GET", "/v1/sessions/a/fork", 405, "method_not_allowed", "POST")]
    public async Task What_is_not_there_is_not_found(string method, string path, int status, string code, string allowed = "")
    {
        using HttpRequestMessage request = new(new HttpMethod(method), path);
        using HttpResponseMessage response = await server.Client.SendAsync(request);
        Assert.AreEqual((HttpStatusCode)status, response.StatusCode);
        Assert.AreEqual(allowed, string.Join(',', response.Content.Headers.Allow));
        JsonElement answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
        Assert.AreEqual(code, answer.Error().GetProperty("code").GetString());
    }

    [TestMethod]
    [DataRow("?surprisals=maybe", "application/x-ndjson", "surprisals", "surprisals is maybe; must be true or false.")]
    [DataRow("?model=docs&surprisal=true", "application/x-ndjson", "surprisal", "surprisal is not supported in the query; must be model or surprisals.")]
    [DataRow("", "application/x-ndjson", "model", "model is missing; must be one of docs, names.")]
    [DataRow("?model=docs", "application/json", "model", "model is in the query; must be in the JSON, because the body is not lines.")]
    public async Task A_bad_query_is_refused(string query, string contentType, string parameter, string message)
    {
        using StringContent body = new("""{"text":"a"}""", Encoding.UTF8, contentType);
        using HttpResponseMessage response = await server.Client.PostAsync($"/v1/score{query}", body);
        Assert.AreEqual(HttpStatusCode.BadRequest, response.StatusCode);
        JsonElement error = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.Error();
        Assert.AreEqual((message, parameter), (error.GetProperty("message").GetString(), error.GetProperty("param").GetString()));
    }

    [TestMethod]
    [DataRow("text/plain")]
    [DataRow("application/json; charset=utf-16")]
    [DataRow("application/x-www-form-urlencoded")]
    public async Task Another_kind_of_body_is_refused(string contentType)
    {
        using ByteArrayContent body = new(Encoding.UTF8.GetBytes("""{"model":"docs"}"""));
        body.Headers.TryAddWithoutValidation("Content-Type", contentType);
        using HttpResponseMessage response = await server.Client.PostAsync("/v1/completions", body);
        Assert.AreEqual(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
        StringAssert.Contains(await response.Content.ReadAsStringAsync(), contentType);
    }
}
