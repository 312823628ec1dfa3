namespace CharRnn.Inference.Tests;

[TestClass]
public sealed class GenerationSchedulerTests : IDisposable
{
    private readonly CharRnnModel model = ShippedModel.Load();

    public void Dispose() => model.Dispose();

    [TestMethod]
    public async Task Texts_are_those_of_single_sessions_whoever_joins_and_leaves()
    {
        using GenerationScheduler scheduler = new(model, new GenerationSchedulerOptions { BatchSize = 5 });
        GenerationRequest[] requests = [.. Enumerable.Range(0, 24).Select(Request)];
        string[] texts = await Task.WhenAll(requests.Select(request => scheduler.GenerateAsync(request)));
        for (int i = 0; i < requests.Length; i++)
        {
            Assert.AreEqual(Alone(requests[i]), texts[i], $"request {i}");
        }
    }

    [TestMethod]
    public async Task A_stop_string_ends_only_its_own_text()
    {
        using GenerationScheduler scheduler = new(model);
        GenerationRequest request = Request(3) with { Length = 200 };
        string whole = Alone(request);
        GenerationRequest stopped = request with { Sampling = request.Sampling with { Stop = [whole[50..54]] } };
        string[] texts = await Task.WhenAll(scheduler.GenerateAsync(request), scheduler.GenerateAsync(stopped));
        Assert.AreEqual(whole, texts[0]);
        Assert.AreEqual(whole[..whole.IndexOf(whole[50..54], StringComparison.Ordinal)], texts[1]);
    }

    [TestMethod]
    public async Task Who_is_cancelled_or_stops_reading_disturbs_nobody()
    {
        using GenerationScheduler scheduler = new(model);
        GenerationRequest request = Request(1) with { Length = 300 };
        using CancellationTokenSource cancellation = new();
        Task<string> patient = scheduler.GenerateAsync(request);
        await Assert.ThrowsAsync<OperationCanceledException>(async () =>
        {
            int read = 0;
            await foreach (string _ in scheduler.StreamAsync(request with { Length = int.MaxValue }, cancellation.Token))
            {
                if (++read == 10)
                {
                    await cancellation.CancelAsync();
                }
            }
        });
        await foreach (string _ in scheduler.StreamAsync(request with { Length = int.MaxValue }))
        {
            break;
        }

        Assert.AreEqual(Alone(request), await patient);
        Assert.AreEqual(Alone(request), await scheduler.GenerateAsync(request)); // the endless ones hold no row any more
    }

    [TestMethod]
    public async Task A_full_queue_turns_requests_away_and_recovers()
    {
        using GenerationScheduler scheduler = new(model, new GenerationSchedulerOptions { BatchSize = 1, QueueLength = 2 });
        using CancellationTokenSource cancellation = new();
        GenerationRequest endless = Request(1) with { Length = int.MaxValue };
        IAsyncEnumerator<string> first = scheduler.StreamAsync(endless, cancellation.Token).GetAsyncEnumerator(CancellationToken.None);
        Assert.IsTrue(await first.MoveNextAsync()); // it has the only row
        Task<string>[] waiting = [scheduler.GenerateAsync(Request(2)), scheduler.GenerateAsync(Request(3))];
        Assert.AreEqual(
            "2 requests wait already, as many as may; try again later.",
            Assert.ThrowsExactly<SchedulerFullException>(() => scheduler.StreamAsync(endless)).Message);
        await cancellation.CancelAsync();
        await first.DisposeAsync();
        Assert.AreEqual(Alone(Request(2)), await waiting[0]);
        Assert.AreEqual(Alone(Request(3)), await waiting[1]);
    }

    [TestMethod]
    public async Task Disposal_ends_what_is_not_done()
    {
        GenerationScheduler scheduler = new(model, new GenerationSchedulerOptions { BatchSize = 1 });
        Task<string>[] texts = [.. Enumerable.Range(0, 3).Select(seed => scheduler.GenerateAsync(Request(seed) with { Length = int.MaxValue }))];
        scheduler.Dispose();
        scheduler.Dispose();
        foreach (Task<string> text in texts)
        {
            await Assert.ThrowsExactlyAsync<ObjectDisposedException>(() => text);
        }

        Assert.ThrowsExactly<ObjectDisposedException>(() => scheduler.StreamAsync(Request(1)));
    }

    [TestMethod]
    public void Bad_requests_and_options_are_refused_at_once()
    {
        using GenerationScheduler scheduler = new(model);
        Assert.ThrowsExactly<InvalidTextException>(() => scheduler.StreamAsync(new GenerationRequest { Prompt = "é" }));
        Assert.ThrowsExactly<InvalidOptionsException>(() => scheduler.StreamAsync(new GenerationRequest { Sampling = new SamplingOptions { TopP = 2 } }));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => scheduler.StreamAsync(new GenerationRequest { Length = -1 }));
        Assert.AreEqual(
            "BatchSize is 0; must be from 1 to 1024. QueueLength is 0; must be from 1 to 1000000.",
            Assert.ThrowsExactly<InvalidOptionsException>(() => new GenerationScheduler(model, new GenerationSchedulerOptions { BatchSize = 0, QueueLength = 0 })).Message);
    }

    private static GenerationRequest Request(int seed) => new()
    {
        Prompt = string.Concat(Enumerable.Repeat("Gets the value. ", seed % 3 == 0 ? 0 : seed)),
        Length = 20 + (seed * 7 % 50),
        Sampling = new SamplingOptions { Seed = (ulong)seed, Temperature = 0.7, TopP = 0.95, FrequencyPenalty = seed % 2 == 0 ? 0.1 : 0 },
    };

    private string Alone(GenerationRequest request)
    {
        using GenerationSession session = model.CreateSession(request.Sampling);
        session.Feed(request.Prompt);
        return session.Generate(request.Length);
    }
}
