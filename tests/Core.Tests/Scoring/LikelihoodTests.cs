using System.Text.Json;
namespace CharRnn.Core.Tests;

[TestClass]
public sealed class LikelihoodTests
{
    [TestMethod]
    public void Log_probability_is_the_logarithm_of_the_softmax()
    {
        float[] logits = [0.5f, -1, 2];
        double sum = logits.Sum(logit => Math.Exp(logit));
        for (int id = 0; id < 3; id++)
        {
            Assert.AreEqual(Math.Log(Math.Exp(logits[id]) / sum), Likelihood.LogProbability(logits, id), 1e-12);
        }
    }

    [TestMethod]
    public void A_vocabulary_of_any_size_has_probabilities_that_sum_to_1()
    {
        RandomSource random = new(1);
        for (int size = 1; size < 100; size++)
        {
            float[] logits = [.. Enumerable.Range(0, size).Select(_ => (float)((random.NextDouble() * 60) - 30))];
            Assert.AreEqual(1, Enumerable.Range(0, size).Sum(id => Math.Exp(Likelihood.LogProbability(logits, id))), 1e-12, $"{size} logits");
            Assert.AreEqual(Math.Log(logits.Sum(logit => Math.Exp(logit))), Likelihood.LogSumExp(logits), 1e-12);
            logits[size / 2] = float.NaN;
            Assert.IsTrue(double.IsNaN(Likelihood.LogProbability(logits, 0)));
        }
    }

    [TestMethod]
    public void Large_logits_do_not_overflow() =>
        Assert.AreEqual(-Math.Log(2), Likelihood.LogProbability([3e38f, 3e38f], 0), 1e-12);

    [TestMethod]
    public void A_score_gives_bits_and_perplexity_per_character()
    {
        SentenceScore score = new(LogLikelihood: -8 * Math.Log(2), CharacterCount: 4, UnknownCount: 0);
        Assert.AreEqual(2, score.BitsPerCharacter!.Value, 1e-12);
        Assert.AreEqual(4, score.Perplexity!.Value, 1e-12);
    }

    [TestMethod]
    public void An_empty_text_has_no_averages_in_JSON_either()
    {
        SentenceScore score = new(0, 0, 0);
        Assert.IsNull(score.BitsPerCharacter);
        Assert.IsNull(score.Perplexity);
        JsonElement json = JsonSerializer.SerializeToElement(score);
        Assert.AreEqual(JsonValueKind.Null, json.GetProperty("BitsPerCharacter").ValueKind);
        Assert.AreEqual(JsonValueKind.Null, json.GetProperty("Perplexity").ValueKind);
        Assert.AreEqual(score, json.Deserialize<SentenceScore>());
    }
}
