using System.Net;
using System.Text.Json;

namespace CharRnn.Server.Tests;

/// <summary>Texts that are sent while they grow.</summary>
[TestClass]
public sealed class StreamTests
{
    private static RunningServer server = null!;

    [ClassInitialize]
    public static async Task Start(TestContext _) => server = await RunningServer.StartAsync();

    [ClassCleanup]
    public static async Task Stop() => await server.DisposeAsync();

    [TestMethod]
    public async Task The_parts_are_the_whole()
    {
        object request = new { prompt = (string[])["Returns ", "Gets "], n = 2, seed = 3, max_tokens = 300, stop = "\n", logprobs = 1, echo = true };
        JsonElement whole = await server.CompleteAsync(request);
        List<JsonElement> parts = await server.StreamAsync(Requests.With(request, new { stream = true }));
        for (int index = 0; index < 4; index++)
        {
            JsonElement[] ofText = [.. parts.Select(part => part.Choice()).Where(choice => choice.GetProperty("index").GetInt32() == index)];
            Assert.AreEqual(whole.Text(index), string.Concat(ofText.Select(part => part.GetProperty("text").GetString())));
            Assert.AreEqual(whole.FinishReason(index), ofText[^1].GetProperty("finish_reason").GetString());
            Assert.IsTrue(ofText[..^1].All(part => part.GetProperty("finish_reason").ValueKind == JsonValueKind.Null));
            CollectionAssert.AreEqual(Offsets(whole.Choice(index)), ofText.SelectMany(Offsets).ToArray());
        }

        Assert.HasCount(1, parts.Select(part => part.GetProperty("id").GetString()).Distinct());
        Assert.IsFalse(parts.Any(part => part.TryGetProperty("usage", out _)));
    }

    [TestMethod]
    public async Task The_last_event_has_the_lengths_if_they_are_asked_for()
    {
        List<JsonElement> parts = await server.StreamAsync(new { prompt = "Returns ", max_tokens = 50, stream = true, stream_options = new { include_usage = true } });
        Assert.AreEqual(0, parts[^1].GetProperty("choices").GetArrayLength());
        Assert.AreEqual(58, parts[^1].GetProperty("usage").GetProperty("total_tokens").GetInt32());
    }

    [TestMethod]
    public async Task A_text_of_no_characters_ends_at_once()
    {
        List<JsonElement> parts = await server.StreamAsync(new { prompt = "Returns ", max_tokens = 0, stream = true, echo = true });
        Assert.AreEqual("Returns ", parts.Single().Text());
        Assert.AreEqual("length", parts.Single().FinishReason());
    }

    [TestMethod]
    public async Task A_client_that_leaves_ends_its_texts()
    {
        await using RunningServer server = await RunningServer.StartAsync("Server:MaxTokens=10000000");
        for (int i = 0; i < 5; i++)
        {
            using HttpRequestMessage request = new(HttpMethod.Post, "/v1/completions");
            request.Content = new StringContent(Requests.Json(new { max_tokens = 10_000_000, n = 4, stream = true }), System.Text.Encoding.UTF8, "application/json");
            HttpResponseMessage response = await server.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            Assert.AreEqual(HttpStatusCode.OK, response.StatusCode);
            response.Dispose(); // closes the connection
        }

        await server.AssertCancelledAsync(20);
    }

    [TestMethod]
    public async Task A_client_that_does_not_wait_ends_its_texts()
    {
        using CancellationTokenSource patience = new();
        using StringContent body = new(Requests.Json(new { max_tokens = 4096, n = 64 }), System.Text.Encoding.UTF8, "application/json");
        Task<HttpResponseMessage> answer = server.Client.PostAsync("/v1/completions", body, patience.Token);
        while (server.Load == (0, 0))
        {
            await Task.Delay(1);
        }

        await patience.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => answer);
        await server.AssertIdleAsync();
    }

    private static int[] Offsets(JsonElement choice) => [.. choice.GetProperty("logprobs").GetProperty("text_offset").EnumerateArray().Select(offset => offset.GetInt32())];
}
