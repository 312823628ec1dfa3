using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;

namespace CharRnn.Inference.Tests;

[TestClass]
public sealed class TelemetryTests : IDisposable
{
    private readonly string name = Guid.NewGuid().ToString(); // measurements of other tests have another
    private readonly CharRnnModel model;
    private readonly MeterListener listener = new();
    private readonly ConcurrentBag<(string Instrument, double Value, string? Outcome)> measurements = [];

    public TelemetryTests()
    {
        model = CharRnnModel.Load(ShippedModel.Path, new CharRnnModelOptions { Name = name });
        listener.InstrumentPublished = (instrument, its) =>
        {
            if (instrument.Meter.Name == CharRnnTelemetry.Name)
            {
                its.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Take(instrument, value, tags));
        listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Take(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Take(instrument, value, tags));
        listener.Start();
    }

    public void Dispose()
    {
        listener.Dispose();
        model.Dispose();
    }

    [TestMethod]
    public async Task A_scheduler_counts_what_it_does()
    {
        using (GenerationScheduler scheduler = new(model, new GenerationSchedulerOptions { BatchSize = 4 }))
        {
            await Task.WhenAll(Enumerable.Range(0, 6).Select(seed => scheduler.GenerateAsync(Request((ulong)seed))));
            using CancellationTokenSource cancellation = new();
            IAsyncEnumerator<string> cancelled = scheduler.StreamAsync(Request(9) with { Generation = new GenerationOptions { MaxLength = int.MaxValue } }, cancellation.Token).GetAsyncEnumerator(CancellationToken.None);
            await cancelled.MoveNextAsync();
            await cancellation.CancelAsync();
            await cancelled.DisposeAsync();
        }

        Assert.AreEqual(6, Sum("charrnn.requests", "length"));
        Assert.AreEqual(1, Sum("charrnn.requests", "cancelled") + Sum("charrnn.requests", "failed")); // or disposed before it saw so
        Assert.IsGreaterThanOrEqualTo(6 * 20 + 1, Sum("charrnn.characters"));
        Assert.AreEqual(0, Sum("charrnn.queue.length"));
        Assert.HasCount(7, Values("charrnn.time_to_first_character"));
        Assert.IsTrue(Values("charrnn.batch.size").All(size => size is >= 1 and <= 4));
        Assert.AreEqual(Values("charrnn.batch.size").Length, Values("charrnn.time_per_character").Length);
        Assert.IsTrue(Values("charrnn.time_per_character").All(seconds => seconds is > 0 and < 60));
    }

    [TestMethod]
    public void A_scorer_counts_what_it_does()
    {
        Assert.HasCount(5, new SentenceScorer(model, new ScoringOptions { BatchSize = 2 }).Score(["Gets", "naïve", "é", "", "a"]).ToArray());
        Assert.AreEqual((5, 11, 2), (Sum("charrnn.scored.texts"), Sum("charrnn.scored.characters"), Sum("charrnn.scored.unknown_characters")));
        Assert.HasCount(3, Values("charrnn.time_per_scored_batch"));
    }

    [TestMethod]
    public void Equal_texts_of_a_look_ahead_are_read_once_and_counted()
    {
        string[] texts = ["Gets", "a", "Gets", "", "a", "a", "Sets", "Gets"]; // a look-ahead ends after the sixth
        SentenceScore[] scores = [.. new SentenceScorer(model, new ScoringOptions { BatchSize = 2, LookAhead = 6, WithSurprisals = true }).Score(texts)];
        Assert.AreEqual((5, 3), (Sum("charrnn.scored.texts"), Sum("charrnn.scored.repeated_texts")));
        Assert.AreEqual(4 + 1 + 0 + 4 + 4, Sum("charrnn.scored.characters"));
        Assert.HasCount(3, Values("charrnn.time_per_scored_batch"));
        foreach ((string text, SentenceScore score) in texts.Zip(scores))
        {
            SentenceScore alone = new SentenceScorer(model, new ScoringOptions { WithSurprisals = true }).Score(text);
            Assert.AreEqual(alone.LogLikelihood, score.LogLikelihood, 1e-4, text);
            Assert.AreEqual((alone.CharacterCount, alone.UnknownCount, alone.EndCount), (score.CharacterCount, score.UnknownCount, score.EndCount));
            Assert.HasCount(alone.Surprisals!.Count, score.Surprisals!);
        }
    }

    [TestMethod]
    public void The_instruments_are_those_of_the_page_and_histograms_advise_their_buckets()
    {
        string page = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "ARCHITECTURE.md")).ReplaceLineEndings("\n");
        List<string> rows = [];
        using MeterListener every = new();
        every.InstrumentPublished = (instrument, _) =>
        {
            if (instrument.Meter.Name == CharRnnTelemetry.Name)
            {
                string kind = instrument is Counter<long> ? "counter" : instrument is UpDownCounter<int> ? "up-down counter" : "histogram";
                rows.Add($"| `{instrument.Name}` | {kind} | {instrument.Unit} | {instrument.Description} |");
                AssertAdvice(instrument);
            }
        };
        foreach (Type part in (Type[])[typeof(CharRnnTelemetry), typeof(SchedulerTelemetry), typeof(ScoringTelemetry), typeof(RowTelemetry)])
        {
            RuntimeHelpers.RunClassConstructor(part.TypeHandle); // each creates its instruments when it is first used
        }

        every.Start();
        Assert.HasCount(13, rows);
        CollectionAssert.AreEquivalent(rows, page.Split('\n').Where(line => line.StartsWith("| `charrnn.", StringComparison.Ordinal)).ToArray());
    }

    [TestMethod]
    public async Task A_stream_generates_nothing_before_it_is_read_and_waits_for_its_reader()
    {
        using GenerationScheduler scheduler = new(model);
        GenerationRequest endless = Request(3) with { Generation = new GenerationOptions { Seed = 3, MaxLength = int.MaxValue } };
        scheduler.StreamAsync(endless); // asked for and not read
        await scheduler.GenerateAsync(Request(1)); // by now it would have been served
        Assert.AreEqual(20, Sum("charrnn.characters"));
        Assert.AreEqual(1, Sum("charrnn.requests"));

        IAsyncEnumerator<string> reader = scheduler.StreamAsync(endless).GetAsyncEnumerator(CancellationToken.None);
        string text = "";
        await ReadAsync(1);
        await scheduler.GenerateAsync(Request(1) with { Generation = new GenerationOptions { MaxLength = 500 } }); // 500 steps beside it
        Assert.IsLessThanOrEqualTo(20 + 500 + 1 + ScheduledText.ReadAhead, Sum("charrnn.characters"));
        await ReadAsync(300);
        await reader.DisposeAsync();
        using GenerationSession session = model.CreateSession(endless.Sampling, endless.Generation);
        Assert.AreEqual(session.Generate(301), text);

        async Task ReadAsync(int count)
        {
            for (int i = 0; i < count; i++)
            {
                Assert.IsTrue(await reader.MoveNextAsync());
                text += reader.Current;
            }
        }
    }

    [TestMethod]
    public async Task A_scheduler_disposed_ends_a_stream_that_waits_for_its_reader()
    {
        GenerationScheduler scheduler = new(model);
        GenerationRequest endless = Request(3) with { Generation = new GenerationOptions { MaxLength = int.MaxValue } };
        IAsyncEnumerator<string> reader = scheduler.StreamAsync(endless).GetAsyncEnumerator(CancellationToken.None);
        Assert.IsTrue(await reader.MoveNextAsync());
        await scheduler.GenerateAsync(Request(1) with { Generation = new GenerationOptions { MaxLength = 200 } });
        scheduler.Dispose();
        await Assert.ThrowsExactlyAsync<ObjectDisposedException>(async () =>
        {
            while (await reader.MoveNextAsync())
            {
            }
        });
    }

    [TestMethod]
    public async Task A_stream_of_a_scheduler_is_enumerated_once()
    {
        using GenerationScheduler scheduler = new(model);
        IAsyncEnumerable<string> stream = scheduler.StreamAsync(Request(1));
        Assert.AreEqual(20, await stream.CountAsync());
        await Assert.ThrowsExactlyAsync<InvalidOperationException>(async () => await stream.CountAsync());
    }

    [TestMethod]
    public void A_session_counts_its_characters()
    {
        using GenerationSession session = model.CreateSession();
        session.Generate(25);
        Assert.AreEqual(25, Sum("charrnn.characters"));
    }

    [TestMethod]
    public async Task A_request_is_an_activity_within_the_callers()
    {
        using ActivityListener activityListener = Listen(out List<Activity> activities);
        using Activity caller = new Activity("caller").Start();
        using (GenerationScheduler scheduler = new(model))
        {
            await scheduler.GenerateAsync(Request(1) with { Prompt = "Gets " });
            Assert.AreSame(caller, Activity.Current);
        }

        Activity activity = activities.Single();
        Assert.AreEqual("charrnn.generate", activity.OperationName);
        Assert.AreEqual(caller.SpanId, activity.ParentSpanId);
        Assert.AreEqual((5, 20L, "length"), (activity.GetTagItem("charrnn.prompt.tokens"), activity.GetTagItem("charrnn.characters"), activity.GetTagItem("charrnn.outcome")));
    }

    [TestMethod]
    public async Task Who_asks_first_is_served_first_and_a_long_prompt_holds_up_nobody()
    {
        using ActivityListener activityListener = Listen(out List<Activity> activities);
        using (GenerationScheduler scheduler = new(model, new GenerationSchedulerOptions { BatchSize = 2 }))
        {
            // The first keeps one row with its prompt of two hundred pieces; the others share the other row.
            GenerationRequest longPrompt = Request(1) with { Prompt = string.Concat(Enumerable.Repeat("Gets the value. ", 800)) };
            GenerationRequest[] others = [.. Enumerable.Range(1, 9).Select(length => new GenerationRequest { Generation = new GenerationOptions { MaxLength = length } })];
            await Task.WhenAll(((GenerationRequest[])[longPrompt, .. others]).Select(request => scheduler.GenerateAsync(request)));
        }

        // Stopped by the scheduler's own thread, so in the order in which it ended them.
        CollectionAssert.AreEqual((long[])[1, 2, 3, 4, 5, 6, 7, 8, 9, 20], activities.Select(activity => (long)activity.GetTagItem("charrnn.characters")!).ToArray());
    }

    private static void AssertAdvice(Instrument instrument)
    {
        double[]? boundaries = instrument switch
        {
            Histogram<double> seconds => [.. seconds.Advice?.HistogramBucketBoundaries ?? []],
            Histogram<int> counts => [.. (counts.Advice?.HistogramBucketBoundaries ?? []).Select(boundary => (double)boundary)],
            _ => null,
        };
        if (boundaries is not null)
        {
            Assert.IsGreaterThan(10, boundaries.Length, instrument.Name);
            Assert.IsTrue(boundaries.Zip(boundaries.Skip(1)).All(pair => pair.Second > pair.First && pair.Second <= 2.5 * pair.First), instrument.Name);
        }
    }

    /// <summary>Takes the activities of this test's model as they stop.</summary>
    private ActivityListener Listen(out List<Activity> activities)
    {
        List<Activity> stopped = activities = [];
        ActivityListener activityListener = new()
        {
            ShouldListenTo = source => source.Name == CharRnnTelemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                if (name.Equals(activity.GetTagItem("charrnn.model")))
                {
                    lock (stopped)
                    {
                        stopped.Add(activity);
                    }
                }
            },
        };
        ActivitySource.AddActivityListener(activityListener);
        return activityListener;
    }

    private static GenerationRequest Request(ulong seed) => new() { Generation = new GenerationOptions { Seed = seed, MaxLength = 20 } };

    private void Take(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        Dictionary<string, object?> byKey = new(tags.ToArray());
        if (name.Equals(byKey.GetValueOrDefault("charrnn.model")))
        {
            measurements.Add((instrument.Name, value, byKey.GetValueOrDefault("charrnn.outcome") as string));
        }
    }

    private double[] Values(string instrument) => [.. measurements.Where(one => one.Instrument == instrument).Select(one => one.Value)];

    private double Sum(string instrument, string? outcome = null) =>
        measurements.Where(one => one.Instrument == instrument && (outcome is null || one.Outcome == outcome)).Sum(one => one.Value);
}
