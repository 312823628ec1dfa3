namespace CharRnn.Inference.Tests;

/// <summary>Lengths, choices, log-probabilities and searches, on the model that the repository ships.</summary>
[TestClass]
public sealed class GeneratedTextTests : IDisposable
{
    private readonly CharRnnModel model = ShippedModel.Load();

    public void Dispose() => model.Dispose();

    [TestMethod]
    public void The_options_say_how_long_a_text_grows_and_a_call_can_say_otherwise()
    {
        using GenerationSession session = model.CreateSession(generation: new GenerationOptions { Seed = 1, MaxLength = 30 });
        Assert.AreEqual(30, session.Generate().Length);
        Assert.AreEqual(7, session.Generate(7).Length);
        Assert.AreEqual(
            "MinLength is 5; must be from 0 to MaxLength, 4. Choices is 0; must be from 1 to 1024. LogProbabilities is 21; must be from 0 to 20, or null.",
            Assert.ThrowsExactly<InvalidOptionsException>(() => model.CreateSession(generation: new GenerationOptions { MinLength = 5, MaxLength = 4, Choices = 0, LogProbabilities = 21 })).Message);
    }

    [TestMethod]
    [DataRow("\n")]
    [DataRow("e ")]
    [DataRow("the")]
    public void A_text_does_not_stop_before_its_least_length(string stop)
    {
        int stopped = 0;
        for (ulong seed = 0; seed < 20; seed++)
        {
            GenerationOptions options = new() { Seed = seed, Stop = [stop], MinLength = 40, MaxLength = 200 };
            using GenerationSession session = model.CreateSession(generation: options);
            string text = session.Generate();
            Assert.IsGreaterThanOrEqualTo(40, text.Length);
            Assert.DoesNotContain(stop, text);
            stopped += text.Length < 200 ? 1 : 0;
        }

        Assert.IsGreaterThan(10, stopped);
    }

    [TestMethod]
    public void Choices_go_on_from_the_same_place_and_leave_the_session_there()
    {
        GenerationOptions options = new() { Seed = 3, Choices = 3, MaxLength = 50, Stop = ["."] };
        using GenerationSession session = model.CreateSession(generation: options);
        session.Feed("Returns ");
        IReadOnlyList<GeneratedText> texts = session.GenerateChoices();
        Assert.HasCount(3, texts);
        for (int i = 0; i < 3; i++)
        {
            options.Seed = 3 + (ulong)i; // which the session does not see
            using GenerationSession alone = model.CreateSession(generation: options);
            alone.Feed("Returns ");
            Assert.AreEqual(alone.Generate(), texts[i].Text);
            Assert.AreEqual(texts[i].Text.Length < 50 ? FinishReason.Stop : FinishReason.Length, texts[i].FinishReason);
            Assert.IsNull(texts[i].LogLikelihood);
        }

        Assert.AreEqual(texts[0].Text, session.Generate());
    }

    [TestMethod]
    public void Log_probabilities_are_what_a_scorer_says_whatever_the_sampling()
    {
        SamplingOptions sampling = new() { Temperature = 0.4, TopP = 0.9, FrequencyPenalty = 0.5 };
        using GenerationSession session = model.CreateSession(sampling, new GenerationOptions { Seed = 2, MaxLength = 80, LogProbabilities = 5 });
        GeneratedText text = session.GenerateChoices().Single();
        SentenceScore score = new SentenceScorer(model, new ScoringOptions { WithSurprisals = true }).Score(text.Text);
        Assert.AreEqual(score.LogLikelihood, text.LogLikelihood!.Value, 1e-3);
        for (int i = 0; i < text.Characters.Count; i++)
        {
            GeneratedCharacter character = text.Characters[i];
            Assert.AreEqual(-score.Surprisals![i] * Likelihood.NatsPerBit, character.LogProbability!.Value, 1e-4);
            double[] alternatives = [.. character.Alternatives!.Select(alternative => alternative.LogProbability)];
            Assert.HasCount(5, alternatives);
            CollectionAssert.AreEqual(alternatives.OrderDescending().ToArray(), alternatives);
            Assert.IsLessThanOrEqualTo(1, alternatives.Sum(Math.Exp));
            if (character.Alternatives!.FirstOrDefault(alternative => alternative.Text == character.Text) is { Text: not null } itself)
            {
                Assert.AreEqual(character.LogProbability.Value, itself.LogProbability, 1e-12);
            }
            else
            {
                Assert.IsLessThanOrEqualTo(alternatives[^1], character.LogProbability.Value);
            }
        }
    }

    [TestMethod]
    public void A_text_that_is_fed_has_the_probabilities_of_its_score()
    {
        const string text = "Gets \u6f22 the \ud800number.\nReturns";
        using GenerationSession session = model.CreateSession(generation: new GenerationOptions { Seed = 8, MaxLength = 40, LogProbabilities = 1 });
        GeneratedCharacter[] characters = [.. session.FeedCharacters(text, UnknownPolicy.Skip)];
        Assert.AreEqual(text, string.Concat(characters.Select(character => character.Text)));
        double[] bits = [.. new SentenceScorer(model, new ScoringOptions { UnknownPolicy = UnknownPolicy.Skip, WithSurprisals = true }).Score(text).Surprisals!];
        foreach ((double expected, GeneratedCharacter character) in bits.Zip(characters))
        {
            Assert.AreEqual(expected, -(character.LogProbability ?? 0) / Math.Log(2), 1e-4);
            Assert.AreEqual(character.LogProbability is null, character.Alternatives is null); // the unknown ones
        }

        using GenerationSession other = model.CreateSession(generation: new GenerationOptions { Seed = 8, MaxLength = 40 });
        other.Feed(text, UnknownPolicy.Skip);
        Assert.AreEqual(other.Generate(), session.Generate());
        Assert.ThrowsExactly<InvalidTextException>(() => session.FeedCharacters(text));
    }

    [TestMethod]
    public void The_best_of_many_are_the_likeliest_of_them()
    {
        using GenerationSession session = model.CreateSession(generation: new GenerationOptions { Seed = 8, MaxLength = 40, Stop = ["\n"], Choices = 2 });
        session.Feed("Gets the ");
        IReadOnlyList<GeneratedText> best = session.GenerateBestOf(8);
        using GenerationSession all = model.CreateSession(generation: new GenerationOptions { Seed = 8, MaxLength = 40, Stop = ["\n"], Choices = 8, LogProbabilities = 0 });
        all.Feed("Gets the ");
        string[] expected = [.. all.GenerateChoices().OrderByDescending(text => text.LogLikelihood / text.Text.Length).Take(2).Select(text => text.Text)];
        CollectionAssert.AreEqual(expected, best.Select(text => text.Text).ToArray());
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => session.GenerateBestOf(1));
    }

    [TestMethod]
    public void Wider_beams_find_likelier_texts_and_a_single_one_is_greedy()
    {
        List<double> gains = [];
        foreach (string prompt in (string[])["The ", "Returns ", "x", "An object ", "qu"])
        {
            using GenerationSession session = model.CreateSession(new SamplingOptions { Temperature = 0 }, new GenerationOptions { MaxLength = 30, LogProbabilities = 0 });
            session.Feed(prompt);
            GeneratedText greedy = session.GenerateChoices().Single();
            GeneratedText one = session.SearchBeams(1).Single();
            GeneratedText twenty = session.SearchBeams(20).Single();
            Assert.AreEqual(greedy.Text, one.Text);
            Assert.AreEqual(greedy.LogLikelihood!.Value, one.LogLikelihood!.Value, 1e-3);
            Assert.AreEqual(greedy.Text, session.Generate()); // it stayed where it was
            gains.Add(twenty.LogLikelihood!.Value - one.LogLikelihood.Value);
        }

        Assert.IsGreaterThan(-1e-3, gains.Min()); // sometimes the greedy text is the likeliest
        Assert.IsGreaterThan(0.1, gains.Max());
    }

    [TestMethod]
    public void Problems_of_sampling_and_of_generation_are_in_one_message() =>
        Assert.AreEqual(
            "TopK is -1; must be 0 (all) or more. Stop has a text of 0 UTF-16 units; must be from 1 to 1024. MaxLength is -1; must be 0 or more.",
            Assert.ThrowsExactly<InvalidOptionsException>(
                () => model.CreateSession(new SamplingOptions { TopK = -1 }, new GenerationOptions { MaxLength = -1, Stop = [""] })).Message);

    [TestMethod]
    public void A_search_can_be_cancelled()
    {
        using GenerationSession session = model.CreateSession();
        Assert.ThrowsExactly<OperationCanceledException>(() => session.SearchBeams(4, new CancellationToken(canceled: true)));
        Assert.ThrowsExactly<OperationCanceledException>(() => session.GenerateChoices(new CancellationToken(canceled: true)));
    }
}
