using System.Diagnostics.Metrics;
using System.Text;

namespace CharRnn.Inference.Tests;

[TestClass]
public sealed class GenerationSessionTests : IDisposable
{
    private readonly CharRnnModel model = ShippedModel.Load();

    public void Dispose() => model.Dispose();

    [TestMethod]
    public void The_shipped_model_writes_words()
    {
        using GenerationSession session = model.CreateSession(new SamplingOptions { Temperature = 0.5 }, new GenerationOptions { Seed = 1 });
        session.Feed("The ");
        string text = session.Generate(400);
        string[] common = ["the", "of", "to", "is", "that", "value", "a"];
        int found = text.Split(' ').Count(common.Contains);
        Assert.IsGreaterThan(8, found, text);
    }

    [TestMethod]
    public void The_same_seed_gives_the_same_text_and_another_another()
    {
        Assert.AreEqual(Generate(7), Generate(7));
        Assert.AreNotEqual(Generate(7), Generate(8));

        string Generate(ulong seed)
        {
            using GenerationSession session = model.CreateSession(generation: new GenerationOptions { Seed = seed });
            return session.Generate(100);
        }
    }

    [TestMethod]
    public void Without_a_seed_two_texts_differ()
    {
        using GenerationSession first = model.CreateSession();
        using GenerationSession second = model.CreateSession();
        Assert.AreNotEqual(first.Generate(100), second.Generate(100));
    }

    [TestMethod]
    public void A_prompt_read_at_once_in_pieces_and_in_long_chunks_is_the_same()
    {
        string prompt = string.Concat(Enumerable.Repeat("Gets the value of the object. ", 10));
        GeneratedCharacter whole = Continue(session => session.Feed(prompt));
        GeneratedCharacter pieces = Continue(session =>
        {
            foreach (char character in prompt)
            {
                session.Feed(character.ToString());
            }
        });

        // The network's state, to within rounding: by what it says of the next character.
        Dictionary<string, double> expected = pieces.Alternatives!.ToDictionary(alternative => alternative.Text, alternative => alternative.LogProbability);
        foreach (AlternativeCharacter alternative in whole.Alternatives!.Take(10))
        {
            Assert.AreEqual(expected[alternative.Text], alternative.LogProbability, 1e-4);
        }

        GeneratedCharacter Continue(Action<GenerationSession> feed)
        {
            using GenerationSession session = model.CreateSession(new SamplingOptions { PresencePenalty = 0.4, PenaltyWindow = 100 }, new GenerationOptions { Seed = 3, LogProbabilities = 20 });
            feed(session);
            return session.StreamCharacters(1).Single();
        }
    }

    [TestMethod]
    public void Greedy_text_takes_the_likeliest_character_and_needs_no_seed()
    {
        using GenerationSession first = model.CreateSession(new SamplingOptions { Temperature = 0 }, new GenerationOptions { LogProbabilities = 1 });
        using GenerationSession second = model.CreateSession(new SamplingOptions { Temperature = 0 });
        GeneratedCharacter[] characters = [.. first.StreamCharacters(80)];
        Assert.AreEqual(string.Concat(characters.Select(character => character.Text)), second.Generate(80));
        foreach (GeneratedCharacter character in characters)
        {
            Assert.AreEqual(character.Alternatives!.Single().Text, character.Text);
            Assert.IsGreaterThan(-Math.Log(model.Vocabulary.Size), character.LogProbability!.Value); // the largest is above the average
        }
    }

    [TestMethod]
    public void A_fork_and_a_restored_session_go_on_as_the_original_would()
    {
        SamplingOptions sampling = new() { FrequencyPenalty = 0.3, PenaltyWindow = 40 };
        using GenerationSession session = model.CreateSession(sampling, new GenerationOptions { Seed = 5 });
        session.Feed("Returns ");
        session.Generate(20);
        byte[] saved = session.SaveState();
        using GenerationSession fork = session.Fork();
        string expected = session.Generate(50);
        Assert.AreEqual(expected, fork.Generate(50));
        using CharRnnModel elsewhere = ShippedModel.Load();
        using GenerationSession restored = elsewhere.CreateSession(sampling, new GenerationOptions { Seed = 99 });
        restored.RestoreState(saved);
        Assert.AreEqual(expected, restored.Generate(50));
    }

    [TestMethod]
    public void A_damaged_state_is_refused_and_the_session_goes_on()
    {
        using GenerationSession session = model.CreateSession(generation: new GenerationOptions { Seed = 5 });
        using GenerationSession untouched = model.CreateSession(generation: new GenerationOptions { Seed = 5 });
        byte[] saved = session.SaveState();
        AssertRefused([], "is not one of CharRnn");
        AssertRefused(saved[..^1], $"is {saved.Length - 1} bytes long; one of this model has at least {saved.Length}");
        AssertRefused([.. saved, 0], "is damaged"); // a piece of an id
        AssertRefused([.. saved[..^4], 1, 0, 0, 0, 0xFF, 0, 0, 0], "is damaged"); // an id that the vocabulary lacks
        AssertRefused(Changed(4, 3), "has format 3; this version of CharRnn reads format 2");
        AssertRefused(Changed(8, (byte)(saved[8] + 1)), "belongs to the model with SHA-256");
        AssertRefused(Changed(43, 0x7F), "is damaged"); // the pending id
        AssertRefused([.. saved[..^6], 0xC0, 0x7F, .. saved[^4..]], "is damaged"); // the last cell value is NaN
        Assert.AreEqual(untouched.Generate(30), session.Generate(30));

        byte[] Changed(int index, byte value)
        {
            byte[] changed = [.. saved];
            changed[index] = value;
            return changed;
        }

        void AssertRefused(byte[] bytes, string expected) =>
            StringAssert.Contains(Assert.ThrowsExactly<InvalidModelException>(() => session.RestoreState(bytes)).Message, expected);
    }

    [TestMethod]
    public void Penalties_and_bias_change_what_is_drawn()
    {
        string plain = Generate(new SamplingOptions { Temperature = 0 });
        string varied = Generate(new SamplingOptions { Temperature = 0, FrequencyPenalty = 2, PenaltyWindow = 1000 });
        Assert.IsGreaterThan(plain.Distinct().Count(), varied.Distinct().Count());
        Assert.DoesNotContain('e', Generate(new SamplingOptions { LogitBias = new Dictionary<string, double> { ["e"] = double.NegativeInfinity } }));
        Assert.AreEqual(new string('q', 20), Generate(new SamplingOptions { LogitBias = new Dictionary<string, double> { ["q"] = 1000 } })[..20]);
        StringAssert.StartsWith(
            Assert.ThrowsExactly<InvalidOptionsException>(() => Generate(new SamplingOptions { LogitBias = new Dictionary<string, double> { ["é"] = 1 } })).Message,
            "LogitBias names 'é' (U+00E9); must be a character with its own id in the vocabulary");

        string Generate(SamplingOptions options)
        {
            using GenerationSession session = model.CreateSession(options, new GenerationOptions { Seed = 1 });
            return session.Generate(200);
        }
    }

    [TestMethod]
    public void A_stop_string_ends_the_text_and_is_no_part_of_it()
    {
        using GenerationSession free = model.CreateSession(new SamplingOptions { Temperature = 0.5 }, new GenerationOptions { Seed = 4 });
        string text = free.Generate(300);
        string stop = text[100..104];
        using GenerationSession stopped = model.CreateSession(new SamplingOptions { Temperature = 0.5 }, new GenerationOptions { Seed = 4, Stop = [stop, "\0"] });
        Assert.AreEqual(text[..text.IndexOf(stop, StringComparison.Ordinal)], stopped.Generate(300));
        using GenerationSession never = model.CreateSession(new SamplingOptions { Temperature = 0.5 }, new GenerationOptions { Seed = 4, Stop = [text[296..300] + "\0"] });
        Assert.AreEqual(text, never.Generate(300));
    }

    [TestMethod]
    public void A_stream_that_is_left_while_characters_are_held_back_goes_on_after_the_last_that_was_read()
    {
        const int Start = 50; // where the text begins as the stop sequences do
        string text = Generate(new GenerationOptions { Seed = 4 }, 80);
        string beginning = text[Start..(Start + 7)];
        Assert.AreEqual(Start, text.IndexOf(beginning, StringComparison.Ordinal));
        for (int drawn = Start - 2; drawn < Start + 7; drawn++)
        {
            GenerationOptions mismatched = new() { Seed = 4, Stop = [beginning + "\0", beginning[3..] + "\0"] };
            Assert.AreEqual(text, InTwoParts(mismatched, session => CancelAfter(session, drawn)), $"cancelled after {drawn}");
            Assert.AreEqual(text, InTwoParts(mismatched, session => string.Concat(session.Stream(80).Take(drawn))), $"left after {drawn}");
            GenerationOptions matched = new() { Seed = 4, Stop = [beginning] };
            Assert.AreEqual(text[..Start], InTwoParts(matched, session => CancelAfter(session, drawn)), $"cancelled after {drawn}");
        }

        string InTwoParts(GenerationOptions generation, Func<GenerationSession, string> begin)
        {
            using GenerationSession session = model.CreateSession(new SamplingOptions { Temperature = 0.5 }, generation);
            string first = begin(session);
            return first + session.Generate(80 - first.Length);
        }

        string Generate(GenerationOptions generation, int length)
        {
            using GenerationSession session = model.CreateSession(new SamplingOptions { Temperature = 0.5 }, generation);
            return session.Generate(length);
        }
    }

    /// <summary>Reads a stream that is cancelled when so many characters were drawn, whether the reader has them or not.</summary>
    private static string CancelAfter(GenerationSession session, int characters)
    {
        using CancellationTokenSource cancellation = new();
        StringBuilder text = new();
        try
        {
            OnCharacters(
                () =>
                {
                    if (--characters == 0)
                    {
                        cancellation.Cancel();
                    }
                },
                () => text.AppendJoin("", session.Stream(80, cancellation.Token)));
        }
        catch (OperationCanceledException)
        {
        }

        return text.ToString();
    }

    /// <summary>Does something in the midst of each character that this thread draws.</summary>
    private static void OnCharacters(Action onCharacter, Action draw)
    {
        using MeterListener listener = new();
        int thread = Environment.CurrentManagedThreadId; // other tests draw on theirs
        listener.InstrumentPublished = (instrument, its) =>
        {
            if (instrument is { Name: "charrnn.characters", Meter.Name: CharRnnTelemetry.Name })
            {
                its.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((_, _, _, _) =>
        {
            if (Environment.CurrentManagedThreadId == thread)
            {
                onCharacter();
            }
        });
        listener.Start();
        draw();
    }

    [TestMethod]
    public void A_session_says_that_it_is_in_use_on_another_thread()
    {
        using GenerationSession session = model.CreateSession();
        byte[] saved = session.SaveState();
        Action[] uses =
        [
            () => session.Feed("a"), () => session.Next(), () => session.Generate(1), () => session.Fork(), () => session.SaveState(), () => session.RestoreState(saved),
            () => session.GenerateChoices(), () => session.GenerateBestOf(1), () => session.SearchBeams(1),
        ];
        List<string> messages = [];
        OnCharacters(
            () => messages.AddRange(uses.Select(use => Task.Run(() => Assert.ThrowsExactly<InvalidOperationException>(use).Message).Result)),
            () => session.Next());
        Assert.HasCount(uses.Length, messages);
        Assert.AreEqual("The GenerationSession is in use on another thread. One thread at a time can use it; create one for each.", messages.Distinct().Single());
        session.Next(); // and is not in use any more
    }

    [TestMethod]
    public async Task An_asynchronous_stream_is_the_same_text_and_stops_when_cancelled()
    {
        using GenerationSession session = model.CreateSession(generation: new GenerationOptions { Seed = 7 });
        using GenerationSession other = model.CreateSession(generation: new GenerationOptions { Seed = 7 });
        using CancellationTokenSource cancellation = new();
        string text = "";
        await Assert.ThrowsExactlyAsync<OperationCanceledException>(async () =>
        {
            await foreach (string character in session.StreamAsync(100, cancellation.Token))
            {
                text += character;
                if (text.Length == 40)
                {
                    await cancellation.CancelAsync();
                }
            }
        });

        Assert.AreEqual(other.Generate(40), text);
        Assert.AreEqual(other.Generate(10), session.Generate(10));
    }

    [TestMethod]
    public async Task A_stream_is_enumerated_once()
    {
        using GenerationSession session = model.CreateSession();
        IEnumerable<string> stream = session.Stream(5);
        Assert.AreEqual(5, stream.Count());
        Assert.ThrowsExactly<InvalidOperationException>(() => stream.Count());
        IAsyncEnumerable<string> asynchronous = session.StreamAsync(5);
        Assert.AreEqual(5, await asynchronous.CountAsync());
        await Assert.ThrowsExactlyAsync<InvalidOperationException>(async () => await asynchronous.CountAsync());
    }

    [TestMethod]
    public void A_fork_in_the_middle_of_a_stream_goes_on_from_there()
    {
        using GenerationSession session = model.CreateSession(new SamplingOptions { PresencePenalty = 0.2 }, new GenerationOptions { Seed = 2 });
        using GenerationSession whole = model.CreateSession(new SamplingOptions { PresencePenalty = 0.2 }, new GenerationOptions { Seed = 2 });
        string text = whole.Generate(60);
        Assert.AreEqual(text[..20], session.Generate(20));
        using GenerationSession fork = session.Fork();
        session.Generate(7); // what the one does is nothing to the other
        Assert.AreEqual(text[20..], fork.Generate(40));
    }

    [TestMethod]
    public void A_prompt_with_unknown_characters_follows_the_policy()
    {
        using GenerationSession session = model.CreateSession(generation: new GenerationOptions { Seed = 5 });
        StringAssert.StartsWith(
            Assert.ThrowsExactly<InvalidTextException>(() => session.Feed("Gets é")).Message, "Character 6 of the text, 'é' (U+00E9), is not in the vocabulary.");
        StringAssert.Contains(
            Assert.ThrowsExactly<InvalidTextException>(() => session.Feed("Gets é", UnknownPolicy.Replace)).Message, "it has no unknown token");
        using GenerationSession without = model.CreateSession(generation: new GenerationOptions { Seed = 5 });
        session.Feed("Gets é", UnknownPolicy.Skip);
        without.Feed("Gets ");
        Assert.AreEqual(without.Generate(30), session.Generate(30));
    }

    [TestMethod]
    public void Length_zero_is_no_text_and_a_negative_one_an_error()
    {
        using GenerationSession session = model.CreateSession();
        Assert.AreEqual("", session.Generate(0));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => session.Generate(-1));
    }

    [TestMethod]
    [DataRow(-0.5)]
    [DataRow(double.NaN)]
    [DataRow(double.PositiveInfinity)]
    public void A_temperature_out_of_range_is_refused(double temperature) =>
        StringAssert.StartsWith(
            Assert.ThrowsExactly<InvalidOptionsException>(() => model.CreateSession(new SamplingOptions { Temperature = temperature })).Message,
            $"Temperature is {temperature}; must be a finite number, 0 or more.");

    [TestMethod]
    public void A_cancelled_stream_stops_before_its_next_character_and_can_go_on()
    {
        using CancellationTokenSource source = new();
        using GenerationSession session = model.CreateSession(generation: new GenerationOptions { Seed = 5 });
        using GenerationSession whole = model.CreateSession(generation: new GenerationOptions { Seed = 5 });
        string text = "";
        Assert.ThrowsExactly<OperationCanceledException>(() =>
        {
            foreach (string character in session.Stream(100, source.Token))
            {
                text += character;
                if (text.Length == 10)
                {
                    source.Cancel();
                }
            }
        });
        Assert.AreEqual(10, text.Length);
        Assert.AreEqual(whole.Generate(40), text + session.Generate(30));
    }

    [TestMethod]
    public void Generating_allocates_no_more_than_the_characters_themselves()
    {
        using GenerationSession session = model.CreateSession(new SamplingOptions { TopK = 20 }, new GenerationOptions { Seed = 5 });
        session.Generate(100);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
        {
            session.Next();
        }

        Assert.IsLessThanOrEqualTo(100 * 200, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [TestMethod]
    public void A_stop_string_costs_no_memory_for_each_character()
    {
        const int length = 500;
        using GenerationSession session = model.CreateSession(
            new SamplingOptions { FrequencyPenalty = 0.1, PenaltyWindow = 10_000 }, new GenerationOptions { Seed = 5, MaxLength = length, Stop = ["never \n\n"] });
        session.Generate();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.AreEqual(length, session.Generate().Length);
        Assert.IsLessThan(length * 500, GC.GetAllocatedBytesForCurrentThread() - before); // a copy of the window alone has 40,000
    }

    [TestMethod]
    public void Many_sessions_share_one_model_at_once()
    {
        string[] alone = [.. Enumerable.Range(0, 8).Select(Generate)];
        string[] together = [.. Enumerable.Range(0, 8).AsParallel().AsOrdered().WithDegreeOfParallelism(8).Select(Generate)];
        CollectionAssert.AreEqual(alone, together);

        string Generate(int seed)
        {
            using GenerationSession session = model.CreateSession(generation: new GenerationOptions { Seed = (ulong)seed });
            return session.Generate(100);
        }
    }
}
