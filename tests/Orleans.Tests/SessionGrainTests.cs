using CharRnn.Inference;

namespace CharRnn.Orleans.Tests;

[TestClass]
public sealed class SessionGrainTests
{
    private static OneSilo silo = null!;

    [ClassInitialize]
    public static async Task StartAsync(TestContext _) => silo = await OneSilo.StartAsync(options => options.MaxSessions = 50);

    [ClassCleanup]
    public static async Task StopAsync() => await silo.DisposeAsync();

    [TestMethod]
    public async Task A_conversation_is_that_of_a_session_of_the_library()
    {
        ISessionGrain grain = silo.Session("conversation");
        GenerationOptions generation = new() { Seed = 3, MaxLength = 200, Stop = ["."], LogProbabilities = 2 };
        SamplingOptions sampling = new() { Temperature = 0.7, PresencePenalty = 0.5 };
        using GenerationSession session = silo.Model.CreateSession(sampling, generation);
        Assert.IsNull(await grain.GetAsync());
        int characters = 0;
        foreach (string prompt in (string[])["Gets the ", "\nReturns ", ""])
        {
            session.Feed(prompt);
            GeneratedCharacter[] expected = [.. session.StreamCharacters()];
            GeneratedCharacter[] given = await Stream(grain, prompt, generation, sampling).ToArrayAsync();
            Assert.AreEqual(Text(expected), Text(given));
            CollectionAssert.AreEqual(expected.Select(one => one.LogProbability).ToArray(), given.Select(one => one.LogProbability).ToArray());
            CollectionAssert.AreEqual(expected.SelectMany(one => one.Alternatives!).ToArray(), given.SelectMany(one => one.Alternatives!).ToArray());
            generation.Seed = null;
            characters += prompt.Length + given.Length;
        }

        SessionInfo? info = await grain.GetAsync();
        Assert.AreEqual(("docs", characters, 3L), (info!.Model, (int)info.Characters, info.Requests));
    }

    [TestMethod]
    public async Task A_request_that_is_left_did_not_happen()
    {
        ISessionGrain grain = silo.Session("left");
        string first = await TextOf(grain, "Gets ", seed: 1);
        using (CancellationTokenSource cancellation = new())
        {
            await Assert.ThrowsAsync<OperationCanceledException>(async () =>
            {
                await foreach (GeneratedCharacter _ in Stream(grain, "the ", new GenerationOptions { Seed = 2, MaxLength = 100_000 }, cancellation: cancellation.Token))
                {
                    await cancellation.CancelAsync();
                }
            });
        }

        await foreach (GeneratedCharacter _ in Stream(grain, "the ", new GenerationOptions { Seed = 2, MaxLength = 100_000 }))
        {
            break;
        }

        Assert.AreEqual(1, (await grain.GetAsync())!.Requests);
        string after = await TextOf(grain, "the ", seed: 2);
        ISessionGrain twin = silo.Session("left-twin");
        Assert.AreEqual(first, await TextOf(twin, "Gets ", seed: 1));
        Assert.AreEqual(await TextOf(twin, "the ", seed: 2), after);
        await silo.AssertIdleAsync();
    }

    [TestMethod]
    public async Task A_request_that_is_asked_again_counts_once()
    {
        ISessionGrain grain = silo.Session("again");
        string first = await TextOf(grain, "Gets ", seed: 1, id: "1");
        Assert.AreEqual(first, await TextOf(grain, "Gets ", seed: 1, id: "1"));
        string second = await TextOf(grain, "", seed: null, id: "2");
        SessionInfo? info = await grain.GetAsync();
        Assert.AreEqual(second, await TextOf(grain, "", seed: null, id: "2"));
        Assert.AreEqual(second, await TextOf(grain, "", seed: null, id: "2"));
        Assert.AreEqual((info!.Requests, info.Characters), ((await grain.GetAsync())!.Requests, (await grain.GetAsync())!.Characters));
        Assert.AreEqual((2L, 305L), (info.Requests, info.Characters));
        ISessionGrain twin = silo.Session("again-twin");
        Assert.AreEqual(first + second, await TextOf(twin, "Gets ", seed: 1) + await TextOf(twin, "", seed: null));
        Assert.AreEqual(await TextOf(twin, "", seed: null), await TextOf(grain, "", seed: null));
    }

    [TestMethod]
    public async Task A_session_serves_one_request_at_a_time_and_one_that_nobody_reads_gives_way()
    {
        ISessionGrain grain = silo.Session("busy");
        await using IAsyncEnumerator<GeneratedCharacter> first = Stream(grain, "Gets ", new GenerationOptions { Seed = 1, MaxLength = 100_000 }).WithBatchSize(1).GetAsyncEnumerator();
        Assert.IsTrue(await first.MoveNextAsync());
        SessionException busy = await Assert.ThrowsExactlyAsync<SessionException>(() => TextOf(grain, "a", seed: 1));
        Assert.AreEqual((SessionProblem.Busy, TimeSpan.FromSeconds(1)), (busy.Problem, busy.RetryAfter));
        Assert.AreEqual("The session serves another request; must be asked again when that has ended.", busy.Message);
        await AssertProblemAsync(SessionProblem.Busy, grain.DeleteAsync); // it would be there afterwards
        silo.Time.Shift += TimeSpan.FromSeconds(6);
        string second = await TextOf(grain, "Gets ", seed: 1);
        Assert.AreEqual(await TextOf(silo.Session("busy-twin"), "Gets ", seed: 1), second);
        SessionException over = await Assert.ThrowsExactlyAsync<SessionException>(async () =>
        {
            while (await first.MoveNextAsync())
            {
            }
        });
        Assert.AreEqual(SessionProblem.Busy, over.Problem);
        Assert.AreEqual(1, (await grain.GetAsync())!.Requests);
    }

    [TestMethod]
    public async Task A_fork_goes_on_as_the_session_would_and_is_apart()
    {
        ISessionGrain grain = silo.Session("forked");
        await TextOf(grain, "Gets ", seed: 1);
        SessionInfo info = await grain.ForkAsync("fork");
        Assert.AreEqual((await grain.GetAsync())!.Characters, info.Characters);
        string expected = await TextOf(grain, "the ", seed: null);
        Assert.AreEqual(expected, await TextOf(silo.Session("fork"), "the ", seed: null));
        await TextOf(silo.Session("fork"), "a", seed: 4);
        Assert.AreEqual((2L, 3L), ((await grain.GetAsync())!.Requests, (await silo.Session("fork").GetAsync())!.Requests));
        await AssertProblemAsync(SessionProblem.Exists, () => grain.ForkAsync("fork"));
        await AssertProblemAsync(SessionProblem.NotFound, () => silo.Session("nobody").ForkAsync("fork-of-nobody"));
        Assert.IsNull(await silo.Session("fork-of-nobody").GetAsync());
    }

    [TestMethod]
    public async Task The_names_of_requests_are_not_those_of_a_fork()
    {
        ISessionGrain grain = silo.Session("named");
        await TextOf(grain, "Gets ", seed: 1, id: "1");
        await grain.ForkAsync("named-fork");
        string expected = await TextOf(grain, "the ", seed: null, id: "2");
        Assert.AreEqual(expected, await TextOf(silo.Session("named-fork"), "the ", seed: null, id: "1"));
        Assert.AreEqual(2, (await silo.Session("named-fork").GetAsync())!.Requests);
    }

    [TestMethod]
    public async Task Sessions_that_are_forked_into_each_other_at_once_do_not_wait_for_each_other()
    {
        ISessionGrain[] grains = [silo.Session("mutual-0"), silo.Session("mutual-1")];
        await Task.WhenAll(grains.Select(grain => TextOf(grain, "a", seed: 1)));
        Task<SessionException>[] forks = [.. Enumerable.Range(0, 20).Select(i => AssertProblemAsync(SessionProblem.Exists, () => grains[i % 2].ForkAsync($"mutual-{1 - (i % 2)}")))];
        await Task.WhenAll(forks).WaitAsync(TimeSpan.FromSeconds(10));
        await AssertProblemAsync(SessionProblem.Exists, () => grains[0].ForkAsync("mutual-0").WaitAsync(TimeSpan.FromSeconds(10)));
    }

    [TestMethod]
    public async Task A_deleted_session_begins_anew()
    {
        ISessionGrain grain = silo.Session("deleted");
        string first = await TextOf(grain, "Gets ", seed: 1);
        Assert.IsTrue(await grain.DeleteAsync());
        Assert.IsNull(await grain.GetAsync());
        Assert.IsFalse(await grain.DeleteAsync());
        Assert.AreEqual(first, await TextOf(grain, "Gets ", seed: 1));
        Assert.AreEqual(1, (await grain.GetAsync())!.Requests);
    }

    [TestMethod]
    public async Task A_session_is_of_one_model()
    {
        ISessionGrain grain = silo.Session("model");
        await TextOf(grain, "Gets ", seed: 1);
        SessionException other = await AssertProblemAsync(SessionProblem.Unusable, () => TextOf(grain, "a", seed: 1, model: "names"));
        Assert.AreEqual("The session is of the model docs, and the request names names. Delete the session, or use another name.", other.Message);
        await AssertProblemAsync(SessionProblem.Unavailable, () => TextOf(silo.Session("model-none"), "a", seed: 1, model: "none"));
    }

    [TestMethod]
    public async Task A_request_that_is_not_valid_is_refused_and_changes_nothing()
    {
        ISessionGrain grain = silo.Session("invalid");
        SessionException text = await AssertProblemAsync(SessionProblem.Invalid, () => TextOf(grain, "\u4e2d", seed: 1));
        StringAssert.Contains(text.Message, "U+4E2D");
        await AssertProblemAsync(SessionProblem.Invalid, () => Stream(grain, "a", new GenerationOptions { MaxLength = -1 }).ToArrayAsync().AsTask());
        Assert.IsNull(await grain.GetAsync());
    }

    [TestMethod]
    public async Task An_idle_session_expires()
    {
        await using OneSilo own = await OneSilo.StartAsync();
        ISessionGrain grain = own.Session("idle");
        string first = await TextOf(grain, "Gets ", seed: 1);
        own.Time.Shift = TimeSpan.FromMinutes(59);
        Assert.IsNotNull(await grain.GetAsync());
        own.Time.Shift = TimeSpan.FromMinutes(61);
        Assert.IsNull(await grain.GetAsync());
        await AssertProblemAsync(SessionProblem.NotFound, () => grain.ForkAsync("idle-fork"));
        Assert.AreEqual(first, await TextOf(grain, "Gets ", seed: 1));
        own.Time.Shift = TimeSpan.FromMinutes(120);
        Assert.AreEqual(1, (await grain.GetAsync())!.Requests);
    }

    [TestMethod]
    public async Task Sessions_are_limited_in_number_and_size()
    {
        await using OneSilo few = await OneSilo.StartAsync(options => options.MaxSessions = 2);
        await TextOf(few.Session("a"), "a", seed: 1);
        await TextOf(few.Session("b"), "a", seed: 1);
        await using IAsyncEnumerator<GeneratedCharacter> third = Stream(few.Session("c"), "a", new GenerationOptions()).GetAsyncEnumerator();
        SessionException full = await AssertProblemAsync(SessionProblem.Full, () => third.MoveNextAsync().AsTask()); // before anything is generated
        Assert.AreEqual("There are 2 sessions, the maximum. Delete one, or try again later.", full.Message);
        await TextOf(few.Session("a"), "a", seed: 1);
        await few.Session("a").DeleteAsync();
        await AssertProblemAsync(SessionProblem.Invalid, () => TextOf(few.Session("e"), "\u4e2d", seed: 1)); // takes no place
        await TextOf(few.Session("c"), "a", seed: 1);
        await AssertProblemAsync(SessionProblem.Full, () => few.Session("c").ForkAsync("d"));

        await using OneSilo small = await OneSilo.StartAsync(options => options.MaxStateSize = 100);
        SessionException size = await AssertProblemAsync(SessionProblem.Invalid, () => TextOf(small.Session("a"), "a", seed: 1));
        StringAssert.Contains(size.Message, "must be at most 100");
    }

    private static async Task<SessionException> AssertProblemAsync(SessionProblem problem, Func<Task> action)
    {
        SessionException exception = await Assert.ThrowsExactlyAsync<SessionException>(action);
        Assert.AreEqual(problem, exception.Problem, exception.Message);
        return exception;
    }

    private static IAsyncEnumerable<GeneratedCharacter> Stream(
        ISessionGrain grain, string prompt, GenerationOptions generation, SamplingOptions? sampling = null, string model = "docs", string? id = null, CancellationToken cancellation = default) =>
        grain.StreamAsync(new SessionRequest(model, new GenerationRequest { Prompt = prompt, Generation = generation, Sampling = sampling ?? new SamplingOptions() }, id), cancellation);

    private static async Task<string> TextOf(ISessionGrain grain, string prompt, ulong? seed, string model = "docs", string? id = null) =>
        Text(await Stream(grain, prompt, new GenerationOptions { Seed = seed, MaxLength = 150 }, model: model, id: id).ToArrayAsync());

    private static string Text(GeneratedCharacter[] characters) => string.Concat(characters.Select(character => character.Text));
}
