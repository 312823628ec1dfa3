using System.Text.Json;
using CharRnn.Inference;

namespace CharRnn.Server.Tests;

/// <summary>What the fields of requests mean with a model of words: lengths count words, offsets characters.</summary>
[TestClass]
public sealed class WordRequestTests
{
    private const double Tolerance = 1e-4;
    private const string Prompt = MadeModels.Prompt;
    private static readonly string[] PromptWords = ["The", " ", "cat's", " ", "😀", " ", "sat", ",", "  ", "the", " ", "mat", "…", "\n"];

    private static readonly TemporaryFolder Folder = new();
    private static CharRnnModel model = null!;
    private static RunningServer server = null!;

    [ClassInitialize]
    public static async Task Start(TestContext _)
    {
        string path = MadeModels.Words(Folder);
        model = CharRnnModel.Load(path);
        server = await RunningServer.StartOnlyAsync($"Models:words:ModelPath={path}");
    }

    [ClassCleanup]
    public static async Task Stop()
    {
        await server.DisposeAsync();
        model.Dispose();
        Folder.Dispose();
    }

    [TestMethod]
    public async Task The_text_is_that_of_a_session_and_lengths_count_words()
    {
        JsonElement answer = await server.CompleteAsync(new { model = "words", prompt = Prompt, max_tokens = 30, seed = 7 });
        GeneratedCharacter[] expected = Generate(new GenerationOptions { Seed = 7, MaxLength = 30 });
        Assert.HasCount(30, expected);
        Assert.AreEqual(Text(expected), answer.Text());
        Assert.AreEqual("length", answer.FinishReason());
        Assert.AreEqual((PromptWords.Length, 30, PromptWords.Length + 30), UsageOf(answer));
        JsonElement shortest = await server.CompleteAsync(new { model = "words", prompt = Prompt, max_tokens = 30, min_tokens = 20, seed = 7, stop = "the" });
        Assert.IsGreaterThanOrEqualTo(20, UsageOf(shortest).Completion);
    }

    [TestMethod]
    public async Task Log_probabilities_are_those_of_words_and_offsets_count_characters()
    {
        JsonElement answer = await server.CompleteAsync(new { model = "words", prompt = Prompt, max_tokens = 30, seed = 7, logprobs = 2, echo = true });
        JsonElement logprobs = answer.Choice().GetProperty("logprobs");
        string[] words = [.. logprobs.GetProperty("tokens").EnumerateArray().Select(word => word.GetString()!)];
        CollectionAssert.AreEqual(PromptWords, words[..PromptWords.Length]);
        Assert.AreEqual(answer.Text(), string.Concat(words));
        int[] offsets = [.. Enumerable.Range(0, words.Length).Select(i => string.Concat(words[..i]).EnumerateRunes().Count())];
        CollectionAssert.AreEqual(offsets, Offsets(answer.Choice()));
        using GenerationSession session = model.CreateSession(new SamplingOptions(), new GenerationOptions { Seed = 7, MaxLength = 30, LogProbabilities = 0 });
        GeneratedCharacter[] expected = [.. session.FeedCharacters(Prompt), .. session.StreamCharacters()];
        foreach ((GeneratedCharacter word, JsonElement given) in expected.Zip(logprobs.GetProperty("token_logprobs").EnumerateArray()))
        {
            Assert.AreEqual(word.LogProbability!.Value, given.GetDouble(), Tolerance);
        }

        Assert.IsTrue(logprobs.GetProperty("top_logprobs").EnumerateArray().Zip(words).All(pair => pair.First.TryGetProperty(pair.Second, out _)));

        List<JsonElement> parts = await server.StreamAsync(new { model = "words", prompt = Prompt, max_tokens = 30, seed = 7, logprobs = 2, echo = true, stream = true });
        Assert.AreEqual(answer.Text(), string.Concat(parts.Select(part => part.Text())));
        CollectionAssert.AreEqual(offsets, parts.SelectMany(part => Offsets(part.Choice())).ToArray());
    }

    [TestMethod]
    [DataRow("at")] // within a word
    [DataRow("at,")]
    [DataRow("'s")]
    [DataRow("the")]
    public async Task A_text_ends_before_a_stop_wherever_it_begins_in_a_word(string stop)
    {
        string whole = Text(Generate(new GenerationOptions { Seed = 3, MaxLength = 200 }));
        int end = whole.IndexOf(stop, StringComparison.Ordinal);
        Assert.IsGreaterThan(0, end, whole);
        JsonElement answer = await server.CompleteAsync(new { model = "words", prompt = Prompt, max_tokens = 200, seed = 3, stop });
        Assert.AreEqual((whole[..end], "stop"), (answer.Text(), answer.FinishReason()));
        List<JsonElement> parts = await server.StreamAsync(new { model = "words", prompt = Prompt, max_tokens = 200, seed = 3, stop, stream = true });
        Assert.AreEqual((whole[..end], "stop"), (string.Concat(parts.Select(part => part.Text())), parts[^1].FinishReason()));
    }

    [TestMethod]
    public async Task A_text_that_stops_within_its_last_possible_word_has_stopped()
    {
        string[] words = [.. Generate(new GenerationOptions { Seed = 4, MaxLength = 200 }).Select(word => word.Text)];
        string whole = string.Concat(words);
        int place = Enumerable.Range(0, words.Length).First(i => words[i].Length > 2 && whole.IndexOf(words[i][1..], StringComparison.Ordinal) == string.Concat(words[..i]).Length + 1);
        string expected = string.Concat(words[..place]) + words[place][0];
        object stopped = new { model = "words", prompt = Prompt, max_tokens = place + 1, seed = 4, stop = words[place][1..] };
        AssertStops(await server.CompleteAsync(stopped));
        AssertStops([.. await server.StreamAsync(Requests.With(stopped, new { stream = true }))]);
        AssertStops(await server.CompleteAsync(Requests.With(stopped, new { session = "whole" })));
        AssertStops([.. await server.StreamAsync(Requests.With(stopped, new { session = "parts", stream = true }))]);

        JsonElement shorter = await server.CompleteAsync(Requests.With(stopped, new { max_tokens = place }));
        Assert.AreEqual((string.Concat(words[..place]), "length"), (shorter.Text(), shorter.FinishReason()));

        void AssertStops(params JsonElement[] parts) =>
            Assert.AreEqual((expected, "stop"), (string.Concat(parts.Select(part => part.Text())), parts[^1].FinishReason()));
    }

    [TestMethod]
    public async Task A_session_goes_on_from_word_to_word_and_counts_characters()
    {
        using GenerationSession session = model.CreateSession(new SamplingOptions(), new GenerationOptions { Seed = 1, MaxLength = 20 });
        int characters = 0;
        foreach (string prompt in (string[])[Prompt, "The cat's", ""])
        {
            session.Feed(prompt);
            string expected = session.Generate();
            JsonElement answer = await server.CompleteAsync(new { model = "words", session = "talk", prompt, max_tokens = 20, seed = prompt == Prompt ? (int?)1 : null });
            Assert.AreEqual(expected, answer.Text());
            characters += (prompt + expected).EnumerateRunes().Count();
        }

        JsonElement info = JsonDocument.Parse(await server.Client.GetStringAsync("/v1/sessions/talk")).RootElement;
        Assert.AreEqual(characters, info.GetProperty("characters").GetInt32());
    }

    [TestMethod]
    public async Task A_bias_and_an_error_name_words()
    {
        JsonElement only = await server.CompleteAsync(new { model = "words", prompt = Prompt, max_tokens = 3, logit_bias = new Dictionary<string, double> { ["cat's"] = 100 } });
        Assert.AreEqual("cat'scat'scat's", only.Text());
        (_, JsonElement bias) = await server.PostAsync("/v1/completions", """{"logit_bias":{"dog":1}}""");
        Assert.AreEqual("logit_bias names dog; must be one word of the model's vocabulary.", bias.Error().GetProperty("message").GetString());
        (_, JsonElement unknown) = await server.PostAsync("/v1/completions", """{"prompt":"The dog"}""");
        StringAssert.StartsWith(unknown.Error().GetProperty("message").GetString(), "The word at character 5 of the text, 'dog', is not in the vocabulary.");
    }

    [TestMethod]
    public async Task Surprisals_come_with_the_words_that_they_are_of()
    {
        string text = Prompt + "dog"; // unknown
        (_, JsonElement answer) = await server.PostAsync("/v1/score", JsonSerializer.Serialize(new { text, surprisals = true }));
        JsonElement score = answer.GetProperty("scores")[0];
        CollectionAssert.AreEqual((string[])[.. PromptWords, "dog"], score.GetProperty("tokens").EnumerateArray().Select(word => word.GetString()).ToArray());
        Assert.AreEqual(PromptWords.Length + 1, score.GetProperty("surprisals").GetArrayLength());
        Assert.AreEqual(text.EnumerateRunes().Count(), score.GetProperty("character_count").GetInt32());
    }

    private static GeneratedCharacter[] Generate(GenerationOptions options)
    {
        using GenerationSession session = model.CreateSession(new SamplingOptions(), options);
        session.Feed(Prompt);
        return [.. session.StreamCharacters()];
    }

    private static string Text(IEnumerable<GeneratedCharacter> words) => string.Concat(words.Select(word => word.Text));

    private static (int Prompt, int Completion, int Total) UsageOf(JsonElement answer)
    {
        int[] counts = [.. ((string[])["prompt_tokens", "completion_tokens", "total_tokens"]).Select(name => answer.GetProperty("usage").GetProperty(name).GetInt32())];
        return (counts[0], counts[1], counts[2]);
    }

    private static int[] Offsets(JsonElement choice) => [.. choice.GetProperty("logprobs").GetProperty("text_offset").EnumerateArray().Select(offset => offset.GetInt32())];
}
