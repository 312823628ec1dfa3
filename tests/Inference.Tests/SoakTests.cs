using System.Diagnostics;
using System.Globalization;

namespace CharRnn.Inference.Tests;

/// <summary>
/// A thousand sessions, a scheduler and a scorer on sixteen threads, for a few seconds in the suite and for as long as
/// CHARRNN_SOAK_SECONDS says on demand: no wrong text, no growth, no deadlock.
/// </summary>
[TestClass]
public sealed class SoakTests
{
    private const int Sessions = 1000;
    private const int Threads = 16;
    private const int Texts = 40;
    private const int Length = 200;
    private const int Mebibyte = 1 << 20;
    private const int MostSchedulerBuffers = 2 * 7; // of each thread: batches of 1 to 32, and one for prompts

    private static readonly SamplingOptions Sampling = new() { Temperature = 0.9, TopP = 0.95, FrequencyPenalty = 0.2 };

    private readonly CharRnnModel model = ShippedModel.Load();
    private readonly GenerationRequest[] requested; // without near ties: the scheduler's batches round differently
    private readonly string[] expected;
    private readonly Place[] places;
    private readonly SentenceScore score;
    private long characters, forks, restores, cancellations, requests, scores;

    public SoakTests()
    {
        requested = NearTies.Exclude(model, Enumerable.Range(0, Texts).Select(seed => Requested(seed, Length)));
        expected = [.. requested.Select(request => NearTies.Alone(model, request))];
        places = [.. Enumerable.Range(0, Sessions).Select(index => new Place(index % requested.Length, NewSession(index % requested.Length)))];
        score = new SentenceScorer(model).Score(expected[0]);
    }

    public required TestContext TestContext { get; init; }

    [TestCleanup]
    public void Free()
    {
        Array.ForEach(places, place => place.Session.Dispose());
        model.Dispose();
    }

    [TestMethod]
    public async Task A_thousand_sessions_on_sixteen_threads_stay_right_and_small()
    {
        double seconds = double.Parse(Environment.GetEnvironmentVariable("CHARRNN_SOAK_SECONDS") ?? "4", CultureInfo.InvariantCulture);
        using GenerationScheduler scheduler = new(model, new GenerationSchedulerOptions { Threads = Math.Min(2, Environment.ProcessorCount), QueueLength = 8 });
        await RunAsync(scheduler, seconds / 4); // until every buffer is there
        int usersBefore = model.Lifetime.Users;
        Memory before = Memory.Now();
        await RunAsync(scheduler, seconds * 3 / 4);
        Memory after = Memory.Now();
        TestContext.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""
            {Sessions} sessions on {Threads} threads for {seconds} s: {characters:N0} characters, {forks:N0} forks, {restores:N0} restored, {cancellations:N0} cancelled,
            {requests:N0} requests of the scheduler, {scores:N0} texts scored, none wrong.
            Managed memory {before.Managed / Mebibyte} MiB after a quarter, {after.Managed / Mebibyte} MiB at the end; resident {before.Resident / Mebibyte} and {after.Resident / Mebibyte} MiB.
            """));
        Assert.IsGreaterThan(0, Math.Min(Math.Min(forks, restores), Math.Min(Math.Min(cancellations, requests), scores)));
        Assert.IsLessThan(before.Managed + (16 * Mebibyte), after.Managed);

        // Resident memory is the system's to give back, so what native memory is held is counted instead: each buffer is one user of the model.
        Assert.IsLessThanOrEqualTo(usersBefore + MostSchedulerBuffers, model.Lifetime.Users);
    }

    private async Task RunAsync(GenerationScheduler scheduler, double seconds)
    {
        long start = Stopwatch.GetTimestamp();
        Task[] threads = [.. Enumerable.Range(0, Threads).Select(thread => Task.Factory.StartNew(
            () =>
            {
                Random random = new(thread);
                while (Stopwatch.GetElapsedTime(start).TotalSeconds < seconds)
                {
                    Act(scheduler, random);
                }
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default))];
        await Task.WhenAll(threads).WaitAsync(TimeSpan.FromSeconds(seconds + 60)); // a deadlock would be a failure, not a wait
    }

    private void Act(GenerationScheduler scheduler, Random random)
    {
        switch (random.Next(20))
        {
            case 0:
                Request(scheduler, random).GetAwaiter().GetResult();
                break;
            case 1:
                Assert.AreEqual(score.LogLikelihood, new SentenceScorer(model).Score(expected[0]).LogLikelihood, 1e-5 * Length);
                Interlocked.Increment(ref scores);
                break;
            default:
                Place place = places[random.Next(Sessions)];
                lock (place)
                {
                    Move(place, random);
                }

                break;
        }
    }

    private void Move(Place place, Random random)
    {
        string rest = expected[place.Text][place.Position..];
        int length = Math.Min(rest.Length, 1 + random.Next(12));
        switch (random.Next(6))
        {
            case 0:
                using (GenerationSession fork = place.Session.Fork())
                {
                    Assert.AreEqual(rest[..length], fork.Generate(length));
                }

                Interlocked.Increment(ref forks);
                break;
            case 1:
                byte[] saved = place.Session.SaveState();
                place.Session.Dispose();
                place.Session = NewSession(0);
                place.Session.RestoreState(saved);
                Interlocked.Increment(ref restores);
                break;
            case 2:
                Cancel(place, length);
                break;
            default:
                Assert.AreEqual(rest[..length], place.Session.Generate(length));
                place.Position += length;
                Interlocked.Add(ref characters, length);
                break;
        }

        if (place.Position == Length)
        {
            place.Session.Dispose();
            place.Session = NewSession(place.Text);
            place.Position = 0;
        }
    }

    private void Cancel(Place place, int after)
    {
        using CancellationTokenSource cancellation = new();
        Assert.ThrowsExactly<OperationCanceledException>(() =>
        {
            foreach (string character in place.Session.Stream(Length, cancellation.Token))
            {
                Assert.AreEqual(expected[place.Text].Substring(place.Position, 1), character);
                place.Position++;
                if (--after == 0)
                {
                    cancellation.Cancel();
                }
            }
        });
        Interlocked.Increment(ref cancellations);
    }

    private async Task Request(GenerationScheduler scheduler, Random random)
    {
        int text = random.Next(requested.Length);
        int length = 1 + random.Next(60);
        using CancellationTokenSource cancellation = new();
        GenerationRequest request = Requested((int)requested[text].Generation.Seed!.Value, length);
        try
        {
            if (random.Next(2) == 0)
            {
                Assert.AreEqual(expected[text][..length], (await scheduler.GenerateAsync(request)).Text);
            }
            else
            {
                int read = 0;
                await foreach (string character in scheduler.StreamAsync(request, cancellation.Token))
                {
                    Assert.AreEqual(expected[text].Substring(read, 1), character);
                    if (++read > length / 2)
                    {
                        await cancellation.CancelAsync();
                    }
                }
            }

            Interlocked.Increment(ref requests);
        }
        catch (OperationCanceledException)
        {
            Interlocked.Increment(ref cancellations);
        }
        catch (SchedulerFullException)
        {
            Thread.Sleep(1); // as it says: later
        }
    }

    private static GenerationRequest Requested(int seed, int length) => new() { Sampling = Sampling, Generation = new GenerationOptions { Seed = (ulong)seed, MaxLength = length } };

    private GenerationSession NewSession(int text) => model.CreateSession(requested[text].Sampling, requested[text].Generation);

    /// <summary>A session and how far it is in its text.</summary>
    private sealed class Place(int text, GenerationSession session)
    {
        public int Text { get; } = text;

        public GenerationSession Session { get; set; } = session;

        public int Position { get; set; }
    }

    private readonly record struct Memory(long Managed, long Resident)
    {
        public static Memory Now()
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            GC.Collect();
            GCMemoryInfo heap = GC.GetGCMemoryInfo(GCKind.FullBlocking);
            using Process self = Process.GetCurrentProcess();
            return new Memory(heap.HeapSizeBytes - heap.FragmentedBytes, self.WorkingSet64);
        }
    }
}
