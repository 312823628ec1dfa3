using CharRnn.Export;
using CharRnn.Inference;
using CharRnn.Inference.Tests;

namespace CharRnn.Integration.Tests;

/// <summary>Requests served together against sessions alone, for models of lines and of bytes, of every cell.</summary>
[TestClass]
public sealed class SchedulerTests
{
    private static readonly ModelDescription Small = new() { Cell = Cell.Lstm, Layers = 2, HiddenSize = 16, EmbeddingSize = 8, VocabularySize = 20 };

    public static IEnumerable<object[]> Models =>
    [
        [RandomModels.Make(Small with { Unit = TextUnit.Line })],
        [RandomModels.Make(Small with { VocabularySize = 256 }, Vocabulary.Bytes)],
        [RandomModels.Make(Small with { Cell = Cell.Gru }, hasUnknown: true)],
        [RandomModels.Make(Small with { Cell = Cell.Rnn, Layers = 1 })],
        [RandomModels.Make(Small with { Cell = Cell.Jordan, Layers = 1 })],
    ];

    [TestMethod]
    [DynamicData(nameof(Models))]
    public async Task Texts_are_those_of_sessions(WeightsFile weights)
    {
        using CharRnnModel model = CharRnnModel.Load(OnnxExporter.ToBytes(weights));
        using GenerationScheduler scheduler = new(model, new GenerationSchedulerOptions { BatchSize = 7 });
        GenerationRequest[] requests = NearTies.Exclude(model, Enumerable.Range(0, 20).Select(seed => new GenerationRequest
        {
            Prompt = string.Concat(Enumerable.Repeat("abc\nde", seed * 2)),
            Sampling = new SamplingOptions { MinP = 0.01 },
            Generation = new GenerationOptions { Seed = (ulong)seed, MaxLength = 40 },
        }));
        Assert.IsGreaterThan(15, requests.Length);
        GeneratedText[] texts = await Task.WhenAll(requests.Select(request => scheduler.GenerateAsync(request)));
        for (int i = 0; i < requests.Length; i++)
        {
            Assert.AreEqual(NearTies.Alone(model, requests[i]), texts[i].Text, $"request {i}");
        }
    }

    [TestMethod]
    [DynamicData(nameof(Models))]
    public async Task A_conversation_that_goes_on_from_saved_states_is_that_of_one_session(WeightsFile weights)
    {
        using CharRnnModel model = CharRnnModel.Load(OnnxExporter.ToBytes(weights));
        using GenerationScheduler scheduler = new(model, new GenerationSchedulerOptions { BatchSize = 1 });
        SamplingOptions sampling = new() { PresencePenalty = 1, FrequencyPenalty = 0.5 };
        GenerationOptions generation = new() { Seed = 5, MaxLength = 30, Stop = ["a", "b"] };
        using GenerationSession session = model.CreateSession(sampling, generation);
        byte[]? state = null;
        foreach (string prompt in (string[])["abc\nde", string.Concat(Enumerable.Repeat("abc\nde", 20)), "", "e"])
        {
            session.Feed(prompt);
            string expected = session.Generate();
            StreamedText stream = scheduler.StreamCharactersAsync(new GenerationRequest { State = state, Prompt = prompt, Sampling = sampling, Generation = generation });
            Assert.ThrowsExactly<InvalidOperationException>(() => stream.SaveState());
            Assert.AreEqual(expected, string.Concat(await stream.Select(character => character.Text).ToArrayAsync()));
            state = stream.SaveState();
            CollectionAssert.AreEqual(session.SaveState(), state);
            generation = new GenerationOptions { MaxLength = 30, Stop = ["a", "b"] }; // a seed would begin its random numbers
        }
    }

    [TestMethod]
    [DynamicData(nameof(Models))]
    public async Task A_text_without_characters_reads_its_prompt(WeightsFile weights)
    {
        using CharRnnModel model = CharRnnModel.Load(OnnxExporter.ToBytes(weights));
        using GenerationScheduler scheduler = new(model);
        foreach (string prompt in (string[])["", "abc", new string('a', 64), new string('b', 150)])
        {
            GenerationOptions none = new() { Seed = 1, MaxLength = 0 };
            using GenerationSession session = model.CreateSession(new SamplingOptions(), none);
            session.Feed(prompt);
            StreamedText stream = scheduler.StreamCharactersAsync(new GenerationRequest { Prompt = prompt, Generation = none });
            Assert.AreEqual(0, await stream.CountAsync());
            CollectionAssert.AreEqual(session.SaveState(), stream.SaveState(), $"{prompt.Length} characters");
        }
    }

    [TestMethod]
    public async Task A_seed_begins_the_random_numbers_of_a_saved_state_anew()
    {
        using CharRnnModel model = CharRnnModel.Load(OnnxExporter.ToBytes((WeightsFile)Models.Last()[0]));
        using GenerationScheduler scheduler = new(model);
        using GenerationSession session = model.CreateSession();
        session.Feed("abc");
        GenerationRequest request = new() { State = session.SaveState(), Generation = new GenerationOptions { Seed = 7, MaxLength = 50 } };
        const int randomState = 44; // after the text CRNS, the format, the hash and the pending id
        using GenerationSession seeded = model.CreateSession(generation: new GenerationOptions { Seed = 7 });
        byte[] state = session.SaveState();
        seeded.SaveState().AsSpan(randomState, 32).CopyTo(state.AsSpan(randomState));
        session.RestoreState(state);
        Assert.AreEqual(session.Generate(50), (await scheduler.GenerateAsync(request)).Text);
        IReadOnlyList<GeneratedText> choices = await scheduler.GenerateChoicesAsync(request with { Generation = new GenerationOptions { MaxLength = 50, Choices = 3 } });
        Assert.HasCount(3, choices.Select(text => text.Text).Distinct());
    }

    [TestMethod]
    public void A_state_of_another_model_is_refused_at_the_call()
    {
        using CharRnnModel model = CharRnnModel.Load(OnnxExporter.ToBytes((WeightsFile)Models.Last()[0]));
        using CharRnnModel other = CharRnnModel.Load(OnnxExporter.ToBytes(RandomModels.Make(Small with { Cell = Cell.Rnn })));
        using GenerationScheduler scheduler = new(model);
        using GenerationSession session = other.CreateSession();
        InvalidModelException exception = Assert.ThrowsExactly<InvalidModelException>(() => scheduler.StreamCharactersAsync(new GenerationRequest { State = session.SaveState() }));
        Assert.Contains("belongs to the model with SHA-256", exception.Message);
    }
}
