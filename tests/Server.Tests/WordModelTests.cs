using System.Text.Json;
using CharRnn.Export;
using CharRnn.Inference;
using CharRnn.Integration.Tests;
using Microsoft.Extensions.DependencyInjection;

namespace CharRnn.Server.Tests;

/// <summary>A model of words behind the API: its tokens are words, and its offsets count characters.</summary>
[TestClass]
public sealed class WordModelTests
{
    private const string Prompt = "the cat 😀.";

    private static readonly TemporaryFolder Folder = new();
    private static RunningServer server = null!;
    private static CharRnnModel model = null!;

    [ClassInitialize]
    public static async Task Start(TestContext _)
    {
        Vocabulary vocabulary = Vocabulary.FromWords(["\n", " ", ".", "the", "cat", "catfish", "don't", "😀"], hasUnknown: true);
        ModelDescription description = new() { Cell = Cell.Lstm, Layers = 1, HiddenSize = 8, EmbeddingSize = 4, VocabularySize = vocabulary.Size };
        string path = Folder.File("words.onnx");
        OnnxExporter.Export(RandomModels.Make(description, vocabulary), path);
        server = await RunningServer.StartOnlyAsync($"Models:words:ModelPath={path}");
        model = server.Services.GetRequiredKeyedService<CharRnnModel>("words");
    }

    [ClassCleanup]
    public static async Task Stop()
    {
        await server.DisposeAsync();
        Folder.Dispose();
    }

    [TestMethod]
    public async Task Words_are_counted_and_characters_are_offsets()
    {
        JsonElement answer = await server.CompleteAsync(new { model = "words", prompt = Prompt, max_tokens = 20, seed = 4, logprobs = 2, echo = true });
        string[] words = [.. answer.Choice().GetProperty("logprobs").GetProperty("tokens").EnumerateArray().Select(token => token.GetString()!)];
        CollectionAssert.AreEqual((string[])["the", " ", "cat", " ", "😀", "."], words[..6]);
        Assert.HasCount(26, words);
        Assert.AreEqual(answer.Text(), string.Concat(words));

        JsonElement usage = answer.GetProperty("usage");
        Assert.AreEqual((6, 20, 26), (usage.GetProperty("prompt_tokens").GetInt32(), usage.GetProperty("completion_tokens").GetInt32(), usage.GetProperty("total_tokens").GetInt32()));

        int[] offsets = [.. answer.Choice().GetProperty("logprobs").GetProperty("text_offset").EnumerateArray().Select(offset => offset.GetInt32())];
        CollectionAssert.AreEqual((int[])[0, 3, 4, 7, 8, 9], offsets[..6]);
        CollectionAssert.AreEqual(words.Select((_, i) => string.Concat(words[..i]).EnumerateRunes().Count()).ToArray(), offsets);

        // Two drawn words that make one when they are read do not compare, so only the prompt is scored.
        double[] given = [.. answer.Choice().GetProperty("logprobs").GetProperty("token_logprobs").EnumerateArray().Select(value => value.GetDouble())];
        double[] bits = [.. new SentenceScorer(model, new ScoringOptions { WithSurprisals = true }).Score(Prompt).Surprisals!];
        foreach ((double expected, double actual) in bits.Zip(given[..6], (bit, log) => (-bit * Math.Log(2), log)))
        {
            Assert.AreEqual(expected, actual, 1e-4);
        }

        JsonElement top = answer.Choice().GetProperty("logprobs").GetProperty("top_logprobs");
        Assert.AreEqual(26, top.GetArrayLength());
        Assert.IsTrue(top.EnumerateArray().SelectMany(place => place.EnumerateObject()).All(word => model.Vocabulary.FindId(word.Name) is not null));
    }

    [TestMethod]
    public async Task A_text_that_stops_within_its_last_possible_word_has_stopped()
    {
        string[] words = Generate(seed: 4, length: 200);
        int place = Array.IndexOf(words, "catfish");
        string expected = string.Concat(words[..place]) + "cat";
        object stopped = new { model = "words", prompt = Prompt, max_tokens = place + 1, seed = 4, stop = "fish" };
        JsonElement whole = await server.CompleteAsync(stopped);
        Assert.AreEqual((expected, "stop"), (whole.Text(), whole.FinishReason()));
        AssertStream(await server.StreamAsync(Requests.With(stopped, new { stream = true })));

        JsonElement inSession = await server.CompleteAsync(Requests.With(stopped, new { session = "talk" }));
        Assert.AreEqual((expected, "stop"), (inSession.Text(), inSession.FinishReason()));
        JsonElement info = JsonDocument.Parse(await server.Client.GetStringAsync("/v1/sessions/talk")).RootElement;
        Assert.AreEqual((Prompt + expected).EnumerateRunes().Count(), info.GetProperty("characters").GetInt32());
        AssertStream(await server.StreamAsync(Requests.With(stopped, new { session = "another", stream = true })));

        JsonElement shorter = await server.CompleteAsync(Requests.With(stopped, new { max_tokens = place }));
        Assert.AreEqual((string.Concat(words[..place]), "length"), (shorter.Text(), shorter.FinishReason()));

        void AssertStream(List<JsonElement> parts) =>
            Assert.AreEqual((expected, "stop"), (string.Concat(parts.Select(part => part.Text())), parts[^1].FinishReason()));
    }

    private static string[] Generate(ulong seed, int length)
    {
        using GenerationSession session = model.CreateSession(new SamplingOptions(), new GenerationOptions { Seed = seed });
        session.Feed(Prompt);
        return [.. session.Stream(length)];
    }
}
