using System.Text.Json;
using CharRnn.Inference;

namespace CharRnn.Server.Tests;

/// <summary>What each field of a request does, compared with the library.</summary>
[TestClass]
public sealed class CompletionTests
{
    private const string Prompt = "Returns the ";
    private const double Tolerance = 1e-4; // batches round otherwise than single texts

    private static RunningServer server = null!;

    [ClassInitialize]
    public static async Task Start(TestContext _) => server = await RunningServer.StartAsync();

    [ClassCleanup]
    public static async Task Stop() => await server.DisposeAsync();

    [TestMethod]
    public async Task The_text_is_that_of_a_session_with_the_same_seed()
    {
        JsonElement answer = await server.CompleteAsync(new { prompt = Prompt, max_tokens = 60, temperature = 0.7, top_p = 0.9, seed = 7 });
        string expected = Session(new SamplingOptions { Temperature = 0.7, TopP = 0.9 }, new GenerationOptions { Seed = 7 }, 60);
        Assert.AreEqual(expected, answer.Text());
        Assert.AreEqual("length", answer.FinishReason());
        Assert.AreEqual("text_completion", answer.GetProperty("object").GetString());
        Assert.AreEqual("docs", answer.GetProperty("model").GetString());
        StringAssert.StartsWith(server.Model.Sha256, answer.GetProperty("system_fingerprint").GetString());
        JsonElement usage = answer.GetProperty("usage");
        Assert.AreEqual((12, 60, 72), (usage.GetProperty("prompt_tokens").GetInt32(), usage.GetProperty("completion_tokens").GetInt32(), usage.GetProperty("total_tokens").GetInt32()));
    }

    [TestMethod]
    public async Task Nothing_but_the_model_is_needed()
    {
        JsonElement answer = await server.CompleteAsync(new { });
        Assert.AreEqual(16, answer.Text().Length);
        Assert.AreEqual(0, answer.GetProperty("usage").GetProperty("prompt_tokens").GetInt32());
    }

    [TestMethod]
    [DataRow("presence_penalty")]
    [DataRow("frequency_penalty")]
    [DataRow("min_p")]
    [DataRow("top_k")]
    public async Task A_sampling_option_does_what_the_library_does(string field)
    {
        Dictionary<string, object> request = new() { ["prompt"] = Prompt, ["max_tokens"] = 60, ["seed"] = 3, [field] = field == "top_k" ? 2 : 0.9 };
        SamplingOptions sampling = field switch
        {
            "presence_penalty" => new SamplingOptions { PresencePenalty = 0.9 },
            "frequency_penalty" => new SamplingOptions { FrequencyPenalty = 0.9 },
            "min_p" => new SamplingOptions { MinP = 0.9 },
            _ => new SamplingOptions { TopK = 2 },
        };
        JsonElement answer = await server.CompleteAsync(request);
        Assert.AreEqual(Session(sampling, new GenerationOptions { Seed = 3 }, 60), answer.Text());
        Assert.AreNotEqual(Session(new SamplingOptions(), new GenerationOptions { Seed = 3 }, 60), answer.Text());
    }

    [TestMethod]
    public async Task A_bias_prefers_or_forbids_a_character()
    {
        JsonElement without = await server.CompleteAsync(new { prompt = Prompt, max_tokens = 100, seed = 1, logit_bias = new Dictionary<string, double> { ["e"] = -100, [" "] = -100 } });
        Assert.DoesNotContain('e', without.Text());
        Assert.DoesNotContain(' ', without.Text());
        JsonElement only = await server.CompleteAsync(new { prompt = Prompt, max_tokens = 5, logit_bias = new Dictionary<string, double> { ["q"] = 100 } });
        Assert.AreEqual("qqqqq", only.Text());
    }

    [TestMethod]
    public async Task A_text_ends_before_a_stop_sequence()
    {
        string whole = (await server.CompleteAsync(new { prompt = Prompt, max_tokens = 80, temperature = 0 })).Text();
        string stop = whole[20..24];
        int end = whole.IndexOf(stop, StringComparison.Ordinal);
        JsonElement one = await server.CompleteAsync(new { prompt = Prompt, max_tokens = 80, temperature = 0, stop });
        JsonElement several = await server.CompleteAsync(new { prompt = Prompt, max_tokens = 80, temperature = 0, stop = (string[])["zzz", stop, "yyy", "www", "xxx"] });
        Assert.AreEqual(whole[..end], one.Text());
        Assert.AreEqual("stop", one.FinishReason());
        Assert.AreEqual(one.Text(), several.Text());
        JsonElement later = await server.CompleteAsync(new { prompt = Prompt, max_tokens = 80, temperature = 0, stop, min_tokens = end + 1 });
        Assert.IsGreaterThan(end, later.Text().Length);
    }

    [TestMethod]
    public async Task Choices_have_the_seeds_that_follow_and_prompts_do_not_touch_each_other()
    {
        JsonElement answer = await server.CompleteAsync(new { prompt = (string[])[Prompt, "Gets "], max_tokens = 30, seed = 5, n = 2 });
        string[] texts = [.. Enumerable.Range(0, 4).Select(index => answer.Text(index))];
        CollectionAssert.AreEqual(
            new[] { Session(5), Session(6), Session(5, "Gets "), Session(6, "Gets ") },
            texts);
        CollectionAssert.AreEqual(new[] { 0, 1, 2, 3 }, Enumerable.Range(0, 4).Select(i => answer.Choice(i).GetProperty("index").GetInt32()).ToArray());

        static string Session(ulong seed, string prompt = Prompt) => CompletionTests.Session(new SamplingOptions(), new GenerationOptions { Seed = seed }, 30, prompt);
    }

    [TestMethod]
    public async Task Best_of_returns_what_a_session_finds_best()
    {
        JsonElement answer = await server.CompleteAsync(new { prompt = Prompt, max_tokens = 20, seed = 5, n = 2, best_of = 6 });
        using GenerationSession session = server.Model.CreateSession(new SamplingOptions(), new GenerationOptions { Seed = 5, Choices = 2, MaxLength = 20 });
        session.Feed(Prompt);
        CollectionAssert.AreEqual(session.GenerateBestOf(6).Select(text => text.Text).ToArray(), (string[])[answer.Text(0), answer.Text(1)]);
    }

    [TestMethod]
    public async Task Log_probabilities_add_up_to_the_score()
    {
        JsonElement answer = await server.CompleteAsync(new { prompt = Prompt, max_tokens = 40, seed = 5, temperature = 0.3, logprobs = 2, echo = true });
        string text = answer.Text();
        StringAssert.StartsWith(text, Prompt);
        JsonElement logprobs = answer.Choice().GetProperty("logprobs");
        Assert.AreEqual(text, string.Concat(logprobs.GetProperty("tokens").EnumerateArray().Select(token => token.GetString())));
        CollectionAssert.AreEqual(Enumerable.Range(0, text.Length).ToArray(), logprobs.GetProperty("text_offset").EnumerateArray().Select(offset => offset.GetInt32()).ToArray());

        double[] bits = [.. new SentenceScorer(server.Model, new ScoringOptions { WithSurprisals = true }).Score(text).Surprisals!];
        double[] given = [.. logprobs.GetProperty("token_logprobs").EnumerateArray().Select(value => value.GetDouble())];
        Assert.HasCount(bits.Length, given);
        foreach ((double expected, double actual) in bits.Zip(given))
        {
            Assert.AreEqual(-expected * Math.Log(2), actual, Tolerance);
        }

        foreach ((JsonElement top, int i) in logprobs.GetProperty("top_logprobs").EnumerateArray().Select((top, i) => (top, i)))
        {
            double own = top.GetProperty(text[i].ToString()).GetDouble();
            Assert.AreEqual(given[i], own, Tolerance);
            double[] two = [.. top.EnumerateObject().Select(one => one.Value.GetDouble()).OrderDescending().Take(2)];
            Assert.IsLessThanOrEqualTo(1 + Tolerance, two.Sum(Math.Exp));
            Assert.IsTrue(top.EnumerateObject().Count() is 2 or 3);
        }
    }

    [TestMethod]
    public async Task Without_new_characters_a_prompt_is_only_scored()
    {
        JsonElement answer = await server.CompleteAsync(new { prompt = Prompt, max_tokens = 0, echo = true, logprobs = 0 });
        Assert.AreEqual(Prompt, answer.Text());
        double sum = answer.Choice().GetProperty("logprobs").GetProperty("token_logprobs").EnumerateArray().Sum(value => value.GetDouble());
        Assert.AreEqual(new SentenceScorer(server.Model).Score(Prompt).LogLikelihood, sum, Tolerance);
    }

    [TestMethod]
    public async Task Another_model_is_chosen_by_its_name()
    {
        JsonElement answer = await server.CompleteAsync(new { model = "names", prompt = "Str", max_tokens = 20, seed = 1, stop = "\n", user = "someone" });
        Assert.AreEqual("names", answer.GetProperty("model").GetString());
        JsonElement docs = await server.CompleteAsync(new { prompt = "Str", max_tokens = 20, seed = 1, stop = "\n" });
        Assert.AreNotEqual(docs.Text(), answer.Text());
    }

    private static string Session(SamplingOptions sampling, GenerationOptions generation, int length, string prompt = Prompt)
    {
        using GenerationSession session = server.Model.CreateSession(sampling, generation);
        session.Feed(prompt);
        return session.Generate(length);
    }
}
