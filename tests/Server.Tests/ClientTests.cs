using System.ClientModel;
using System.ClientModel.Primitives;
using System.Net.ServerSentEvents;
using System.Text.Json;
using OpenAI;
using OpenAI.Models;

namespace CharRnn.Server.Tests;

/// <summary>OpenAI's own clients, for JavaScript and for .NET.</summary>
[TestClass]
public sealed class ClientTests
{
    private const string Key = "a-key-of-the-tests-1";

    private static RunningServer server = null!;

    [ClassInitialize]
    public static async Task Start(TestContext _) => server = await RunningServer.StartAsync($"Server:ApiKeys:0={Key}");

    [ClassCleanup]
    public static async Task Stop() => await server.DisposeAsync();

    [TestMethod]
    public async Task The_client_for_JavaScript_is_answered()
    {
        string script = Path.Combine(NodePeer.FindModules("openai"), "..", "openai.mjs");
        (int exitCode, string output, string errors) = await Task.Run(() => ToolRun.Start("node", script, new Uri(server.Client.BaseAddress!, "/v1").ToString(), Key));
        Assert.AreEqual(0, exitCode, errors);
        JsonElement answers = JsonDocument.Parse(output).RootElement;
        CollectionAssert.AreEqual(new[] { "docs", "names" }, answers.GetProperty("models").EnumerateArray().Select(model => model.GetString()).ToArray());
        Assert.AreEqual("docs", answers.GetProperty("model").GetString());
        JsonElement whole = answers.GetProperty("whole");
        Assert.AreEqual(80, whole.Text().Length);
        Assert.AreEqual(80, whole.Choice().GetProperty("logprobs").GetProperty("token_logprobs").GetArrayLength());
        Assert.AreEqual(whole.Text(), answers.GetProperty("streamed").GetString());
        Assert.AreEqual(88, answers.GetProperty("usage").GetProperty("total_tokens").GetInt32());
        Assert.AreEqual("""{"kind":"NotFoundError","status":404,"code":"model_not_found","param":"model"}""", answers.GetProperty("errors").GetProperty("model").GetRawText());
        Assert.AreEqual("""{"kind":"BadRequestError","status":400,"code":"unsupported_parameter","param":"suffix"}""", answers.GetProperty("errors").GetProperty("field").GetRawText());
        Assert.AreEqual("""{"kind":"AuthenticationError","status":401,"code":"invalid_api_key","param":null}""", answers.GetProperty("errors").GetProperty("key").GetRawText());
        await server.AssertCancelledAsync(1); // the text that the script left
        await server.AssertIdleAsync();
    }

    // The client for .NET has no method for completions, so they go through its pipeline, with its key, errors and streams.
    [TestMethod]
    public async Task The_client_for_DotNet_is_answered()
    {
        OpenAIClient client = MakeClient(Key);
        OpenAIModelCollection models = await client.GetOpenAIModelClient().GetModelsAsync();
        CollectionAssert.AreEquivalent(new[] { "docs", "names" }, models.Select(model => model.Id).ToArray());

        object request = new { prompt = "Returns ", max_tokens = 80, seed = 7, temperature = 0.5 };
        using PipelineMessage whole = await SendAsync(client, request, isStream: false);
        string text = JsonDocument.Parse(whole.Response!.Content).RootElement.Text();
        using PipelineMessage stream = await SendAsync(client, new { prompt = "Returns ", max_tokens = 80, seed = 7, temperature = 0.5, stream = true }, isStream: true);
        string[] events = [.. (await SseParser.Create(stream.Response!.ContentStream!).EnumerateAsync().ToArrayAsync()).Select(item => item.Data)];
        Assert.AreEqual("[DONE]", events[^1]);
        Assert.AreEqual(80, text.Length);
        Assert.AreEqual(text, string.Concat(events[..^1].Select(one => JsonDocument.Parse(one).RootElement.Text())));
    }

    [TestMethod]
    public async Task The_client_for_DotNet_is_told_what_is_wrong()
    {
        ClientResultException unknown = await Assert.ThrowsAsync<ClientResultException>(() => MakeClient(Key).GetOpenAIModelClient().GetModelAsync("none"));
        Assert.AreEqual(404, unknown.Status);
        StringAssert.Contains(unknown.Message, "model is none; must be one of docs, names.");
        ClientResultException key = await Assert.ThrowsAsync<ClientResultException>(() => MakeClient("wrong").GetOpenAIModelClient().GetModelsAsync());
        Assert.AreEqual(401, key.Status);
    }

    private static OpenAIClient MakeClient(string key) => new(
        new ApiKeyCredential(key), new OpenAIClientOptions { Endpoint = new Uri(server.Client.BaseAddress!, "/v1"), RetryPolicy = new ClientRetryPolicy(maxRetries: 0) });

    private static async Task<PipelineMessage> SendAsync(OpenAIClient client, object request, bool isStream)
    {
        PipelineMessage message = client.Pipeline.CreateMessage();
        message.BufferResponse = !isStream;
        message.Request.Method = "POST";
        message.Request.Uri = new Uri(server.Client.BaseAddress!, "/v1/completions");
        message.Request.Headers.Set("Content-Type", "application/json");
        message.Request.Content = BinaryContent.Create(BinaryData.FromString(Requests.Json(request)));
        await client.Pipeline.SendAsync(message);
        Assert.AreEqual(200, message.Response!.Status);
        return message;
    }
}
