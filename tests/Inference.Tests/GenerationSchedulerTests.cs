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
        GenerationRequest[] requests = NearTies.Exclude(model, Enumerable.Range(0, 24).Select(seed => Request(seed)));
        Assert.IsGreaterThan(20, requests.Length);
        GeneratedText[] texts = await Task.WhenAll(requests.Select(request => scheduler.GenerateAsync(request)));
        for (int i = 0; i < requests.Length; i++)
        {
            Assert.AreEqual(Alone(requests[i]), texts[i].Text, $"request {i}");
        }
    }

    [TestMethod]
    public async Task Several_threads_share_the_texts_and_give_the_same()
    {
        using GenerationScheduler scheduler = new(model, new GenerationSchedulerOptions { Threads = Environment.ProcessorCount, BatchSize = 6 + Environment.ProcessorCount });
        GenerationRequest[] requests = NearTies.Exclude(model, Enumerable.Range(0, 24).Select(seed => Request(seed)));
        Assert.IsGreaterThan(20, requests.Length);
        GeneratedText[] texts = await Task.WhenAll(requests.Select(request => scheduler.GenerateAsync(request)));
        CollectionAssert.AreEqual(requests.Select(Alone).ToArray(), texts.Select(text => text.Text).ToArray());
    }

    [TestMethod]
    public async Task Choices_are_texts_from_the_seeds_that_follow()
    {
        using GenerationScheduler scheduler = new(model, new GenerationSchedulerOptions { QueueLength = 4 });
        GenerationRequest request = Request(5);
        GenerationRequest choices = request with { Generation = new GenerationOptions { Seed = 5, MaxLength = request.Generation.MaxLength, Choices = 4, LogProbabilities = 1 } };
        IReadOnlyList<GeneratedText> texts = await scheduler.GenerateChoicesAsync(choices);
        Assert.HasCount(4, texts);
        for (int i = 0; i < texts.Count; i++)
        {
            Assert.AreEqual(Alone(request with { Generation = new GenerationOptions { Seed = 5 + (ulong)i, MaxLength = request.Generation.MaxLength } }), texts[i].Text);
            Assert.IsLessThan(0, texts[i].LogLikelihood!.Value);
        }
    }

    [TestMethod]
    public async Task The_best_of_many_are_those_of_a_session()
    {
        using GenerationScheduler scheduler = new(model);
        GenerationRequest request = new() { Prompt = "Gets the ", Generation = new GenerationOptions { Seed = 8, MaxLength = 40, Choices = 2 } };
        IReadOnlyList<GeneratedText> best = await scheduler.GenerateBestOfAsync(request, 8);
        using GenerationSession session = model.CreateSession(generation: request.Generation);
        session.Feed(request.Prompt);
        CollectionAssert.AreEqual(session.GenerateBestOf(8).Select(text => text.Text).ToArray(), best.Select(text => text.Text).ToArray());
        await Assert.ThrowsExactlyAsync<ArgumentOutOfRangeException>(() => scheduler.GenerateBestOfAsync(request, 1));
    }

    [TestMethod]
    public async Task Choices_that_do_not_all_fit_are_turned_away_and_leave_nothing_behind()
    {
        using GenerationScheduler scheduler = new(model, new GenerationSchedulerOptions { BatchSize = 1, QueueLength = 2 });
        GenerationRequest endless = Request(1, length: int.MaxValue);
        IAsyncEnumerator<string> first = scheduler.StreamAsync(endless).GetAsyncEnumerator(CancellationToken.None);
        Assert.IsTrue(await first.MoveNextAsync()); // it has the only row
        await Assert.ThrowsExactlyAsync<SchedulerFullException>(() => scheduler.GenerateChoicesAsync(endless with { Generation = new GenerationOptions { MaxLength = int.MaxValue, Choices = 4 } }));
        await first.DisposeAsync();
        Assert.AreEqual(Alone(Request(2)), (await await WhenThereIsRoom(() => scheduler.GenerateAsync(Request(2)))).Text);
    }

    [TestMethod]
    public async Task A_request_that_cannot_go_on_fails_alone()
    {
        using GenerationScheduler scheduler = new(model);
        GenerationRequest request = Request(1);
        Dictionary<string, double> nothing = model.Vocabulary.Characters.ToDictionary(character => character.ToString(), _ => double.NegativeInfinity);
        Task<GeneratedText> failing = scheduler.GenerateAsync(request with { Sampling = new SamplingOptions { LogitBias = nothing } });
        Task<GeneratedText> other = scheduler.GenerateAsync(request);
        StringAssert.StartsWith((await Assert.ThrowsExactlyAsync<InvalidModelException>(() => failing)).Message, "No token can be drawn");
        Assert.AreEqual(Alone(request), (await other).Text);
    }

    [TestMethod]
    public async Task A_model_disposed_under_it_ends_every_text_and_takes_no_more()
    {
        CharRnnModel own = ShippedModel.Load();
        using GenerationScheduler scheduler = new(own, new GenerationSchedulerOptions { BatchSize = 2 });
        Task<GeneratedText>[] texts = [.. Enumerable.Range(0, 4).Select(seed => scheduler.GenerateAsync(Request(seed, length: int.MaxValue)))];
        own.Dispose();
        foreach (Task<GeneratedText> text in texts)
        {
            await Assert.ThrowsExactlyAsync<ObjectDisposedException>(() => text);
        }

        Assert.ThrowsExactly<ObjectDisposedException>(() => scheduler.StreamAsync(Request(1)));
    }

    [TestMethod]
    public async Task A_stop_string_ends_only_its_own_text()
    {
        using GenerationScheduler scheduler = new(model);
        GenerationRequest request = Request(3, length: 200);
        string whole = Alone(request);
        GenerationRequest stopped = request with { Generation = new GenerationOptions { Seed = 3, MaxLength = 200, Stop = [whole[50..54]] } };
        GeneratedText[] texts = await Task.WhenAll(scheduler.GenerateAsync(request), scheduler.GenerateAsync(stopped));
        Assert.AreEqual((whole, FinishReason.Length), (texts[0].Text, texts[0].FinishReason));
        Assert.AreEqual((whole[..whole.IndexOf(whole[50..54], StringComparison.Ordinal)], FinishReason.Stop), (texts[1].Text, texts[1].FinishReason));
    }

    [TestMethod]
    public async Task Who_is_cancelled_or_stops_reading_disturbs_nobody()
    {
        using GenerationScheduler scheduler = new(model);
        GenerationRequest request = Request(1, length: 300);
        using CancellationTokenSource cancellation = new();
        Task<GeneratedText> patient = scheduler.GenerateAsync(request);
        await Assert.ThrowsAsync<OperationCanceledException>(async () =>
        {
            int read = 0;
            await foreach (string _ in scheduler.StreamAsync(Request(1, length: int.MaxValue), cancellation.Token))
            {
                if (++read == 10)
                {
                    await cancellation.CancelAsync();
                }
            }
        });
        await foreach (string _ in scheduler.StreamAsync(Request(1, length: int.MaxValue)))
        {
            break;
        }

        Assert.AreEqual(Alone(request), (await patient).Text);
        Assert.AreEqual(Alone(request), (await scheduler.GenerateAsync(request)).Text); // the endless ones hold no row any more
    }

    [TestMethod]
    public async Task A_stream_that_finds_the_queue_full_fails_at_the_call_or_at_its_first_character()
    {
        using GenerationScheduler scheduler = new(model, new GenerationSchedulerOptions { BatchSize = 1, QueueLength = 1 });
        using CancellationTokenSource cancellation = new();
        IAsyncEnumerable<string> early = scheduler.StreamAsync(Request(2)); // reserves nothing
        Task<GeneratedText> growing = scheduler.GenerateAsync(Request(1, length: int.MaxValue), cancellation.Token);
        Task<GeneratedText> waiting = await WhenThereIsRoom(() => scheduler.GenerateAsync(Request(3)));
        Assert.ThrowsExactly<InvalidTextException>(() => scheduler.StreamAsync(new GenerationRequest { Prompt = "é" })); // the request's own fault comes first
        Assert.ThrowsExactly<SchedulerFullException>(() => scheduler.StreamAsync(Request(2)));
        Assert.ThrowsExactly<SchedulerFullException>(() => scheduler.StreamCharactersAsync(Request(2)));
        await Assert.ThrowsExactlyAsync<SchedulerFullException>(async () => await early.FirstAsync());
        await cancellation.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => growing);
        Assert.AreEqual(Alone(Request(3)), (await waiting).Text);
        Assert.AreEqual(Alone(Request(2)), string.Concat(await scheduler.StreamAsync(Request(2)).ToArrayAsync()));
    }

    [TestMethod]
    public async Task A_full_queue_turns_requests_away_and_recovers()
    {
        using GenerationScheduler scheduler = new(model, new GenerationSchedulerOptions { BatchSize = 1, QueueLength = 2 });
        using CancellationTokenSource cancellation = new();
        GenerationRequest endless = Request(1, length: int.MaxValue);
        Task<GeneratedText> first = scheduler.GenerateAsync(endless, cancellation.Token); // a stream that nobody reads would give up its row
        Task<GeneratedText>[] waiting =
        [
            await WhenThereIsRoom(() => scheduler.GenerateAsync(Request(2))),
            await WhenThereIsRoom(() => scheduler.GenerateAsync(Request(3))),
        ];
        Assert.AreEqual(
            "The queue is full: 2 requests are waiting, the maximum. Try again in 1 s.",
            (await Assert.ThrowsExactlyAsync<SchedulerFullException>(() => scheduler.GenerateAsync(endless))).Message);
        await cancellation.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => first);
        Assert.AreEqual(Alone(Request(2)), (await waiting[0]).Text);
        Assert.AreEqual(Alone(Request(3)), (await waiting[1]).Text);
    }

    [TestMethod]
    public async Task Who_is_cancelled_gives_up_its_place_in_the_queue_at_once()
    {
        using GenerationScheduler scheduler = new(model, new GenerationSchedulerOptions { BatchSize = 1, QueueLength = 6 });
        using CancellationTokenSource growingCancellation = new();
        using CancellationTokenSource cancellation = new();
        Task<GeneratedText> growing = scheduler.GenerateAsync(Request(1, length: int.MaxValue), growingCancellation.Token);
        await UntilAsync(() => scheduler.Load is { Active: 1, Queued: 0 });
        GenerationRequest twoChoices = new() { Generation = new GenerationOptions { Choices = 2 } };
        Task[] waiting =
        [
            scheduler.GenerateAsync(Request(2), cancellation.Token),
            scheduler.GenerateChoicesAsync(twoChoices, cancellation.Token),
            scheduler.StreamAsync(Request(3), cancellation.Token).CountAsync(CancellationToken.None).AsTask(),
            scheduler.StreamCharactersAsync(Request(4), CancellationToken.None).CountAsync(cancellation.Token).AsTask(),
            scheduler.GenerateAsync(Request(5), cancellation.Token),
        ];
        Assert.AreEqual(6, scheduler.Load.Queued);
        await cancellation.CancelAsync();
        foreach (Task text in waiting)
        {
            await Assert.ThrowsAsync<OperationCanceledException>(() => text);
        }

        Assert.AreEqual((0, 1), (scheduler.Load.Queued, scheduler.Load.Active)); // the row was never free
        Task<GeneratedText> next = scheduler.GenerateAsync(Request(2), CancellationToken.None);
        await growingCancellation.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => growing);
        Assert.AreEqual(Alone(Request(2)), (await next).Text);
    }

    [TestMethod]
    [DataRow(0, 1)]
    [DataRow(0.4, 1)]
    [DataRow(1.1, 2)]
    [DataRow(59.5, 60)]
    [DataRow(3600, 60)]
    public void Who_is_rejected_is_told_to_come_back_after_the_wait_of_now(double waitedSeconds, int expectedSeconds)
    {
        SchedulerFullException full = SchedulerFullException.Of(7, TimeSpan.FromSeconds(waitedSeconds));
        Assert.AreEqual(TimeSpan.FromSeconds(expectedSeconds), full.RetryAfter);
        Assert.AreEqual($"The queue is full: 7 requests are waiting, the maximum. Try again in {expectedSeconds} s.", full.Message);
    }

    [TestMethod]
    public async Task An_observer_is_told_once_that_the_queue_is_full_until_it_has_been_empty()
    {
        Rejections observer = new();
        using GenerationScheduler scheduler = new(model, new GenerationSchedulerOptions { BatchSize = 1, QueueLength = 2 }, observer);
        for (int episode = 1; episode <= 2; episode++)
        {
            using CancellationTokenSource cancellation = new();
            List<Task<GeneratedText>> texts = [scheduler.GenerateAsync(Request(1, length: int.MaxValue), cancellation.Token)];
            await UntilAsync(() => scheduler.Load is { Active: 1, Queued: 0 });
            texts.AddRange(Enumerable.Range(0, 2).Select(_ => scheduler.GenerateAsync(Request(1, length: int.MaxValue), cancellation.Token)));
            for (int i = 0; i < 5; i++)
            {
                await Assert.ThrowsExactlyAsync<SchedulerFullException>(() => scheduler.GenerateAsync(Request(2)));
                Assert.ThrowsExactly<SchedulerFullException>(() => scheduler.StreamAsync(Request(2)));
            }

            CollectionAssert.AreEqual(Enumerable.Repeat(2, episode).ToArray(), observer.Waiting);
            await cancellation.CancelAsync();
            foreach (Task<GeneratedText> text in texts)
            {
                await Assert.ThrowsAsync<OperationCanceledException>(() => text);
            }
        }
    }

    [TestMethod]
    public async Task Disposal_ends_what_is_not_done()
    {
        GenerationScheduler scheduler = new(model, new GenerationSchedulerOptions { BatchSize = 1 });
        Task<GeneratedText>[] texts = [.. Enumerable.Range(0, 3).Select(seed => scheduler.GenerateAsync(Request(seed, length: int.MaxValue)))];
        scheduler.Dispose();
        scheduler.Dispose();
        foreach (Task<GeneratedText> text in texts)
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
        Assert.ThrowsExactly<InvalidOptionsException>(() => scheduler.StreamAsync(new GenerationRequest { Generation = new GenerationOptions { MaxLength = -1 } }));
        Assert.AreEqual(
            "Threads is 0; must be from 1 to 1024. BatchSize is 0; must be from 1 to 1024. QueueLength is 0; must be from 1 to 1000000.",
            Assert.ThrowsExactly<InvalidOptionsException>(
                () => new GenerationScheduler(model, new GenerationSchedulerOptions { Threads = 0, BatchSize = 0, QueueLength = 0 })).Message);
    }

    private static GenerationRequest Request(int seed) => Request(seed, 20 + (seed * 7 % 50));

    private static GenerationRequest Request(int seed, int length) => new()
    {
        Prompt = string.Concat(Enumerable.Repeat("Gets the value. ", seed % 3 == 0 ? 0 : seed)),
        Sampling = new SamplingOptions { Temperature = 0.7, TopP = 0.95, FrequencyPenalty = seed % 2 == 0 ? 0.1 : 0 },
        Generation = new GenerationOptions { Seed = (ulong)seed, MaxLength = length },
    };

    private static async Task UntilAsync(Func<bool> condition)
    {
        while (!condition())
        {
            await Task.Delay(1);
        }
    }

    /// <summary>Asks until the queue has room: the first text may still wait for its row.</summary>
    private static async Task<Task<GeneratedText>> WhenThereIsRoom(Func<Task<GeneratedText>> generate)
    {
        while (true)
        {
            Task<GeneratedText> text = generate();
            if (text.Exception?.InnerException is not SchedulerFullException)
            {
                return text;
            }

            await Task.Delay(1);
        }
    }

    private string Alone(GenerationRequest request) => NearTies.Alone(model, request);

    private sealed class Rejections : ISchedulerObserver
    {
        public List<int> Waiting { get; } = [];

        public void OnQueueFull(int waiting) => Waiting.Add(waiting);
    }
}
