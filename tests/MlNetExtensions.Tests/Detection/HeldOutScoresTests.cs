using CharRnn.MlNetExtensions.Internals;

namespace CharRnn.MlNetExtensions.Tests;

/// <summary>The threshold's mathematics, against a plain sorted list.</summary>
[TestClass]
public sealed class HeldOutScoresTests
{
    [TestMethod]
    [DataRow(99, 0.01)]
    [DataRow(100, 0.29)]
    [DataRow(99, 0.29)]
    [DataRow(1000, 0.001)]
    [DataRow(1000, 0.5)]
    [DataRow(7, 0.999)]
    public void The_threshold_is_the_order_statistic_of_conformal_prediction(int count, double rate)
    {
        Random random = new(count);
        float[] scores = [.. Enumerable.Range(0, count).Select(_ => 2 + (random.Next(1 << 12) / 2048f))]; // which rounding does not change
        HeldOutScores heldOut = HeldOutScores.Of(scores);
        int rank = (int)Math.Ceiling(Math.Round((count + 1) * (1 - rate), 9));
        float expected = scores.Order().ElementAt(rank - 1);
        Assert.AreEqual(expected, heldOut.ThresholdFor(rate));
        Assert.AreEqual((scores.Count(score => score > expected) + 1.0) / (count + 1), heldOut.FalsePositiveRateOf(expected));
        Assert.IsLessThanOrEqualTo(rate, heldOut.FalsePositiveRateOf(expected));
        Assert.IsGreaterThan(rate, heldOut.FalsePositiveRateOf(MathF.BitDecrement(expected)));
    }

    [TestMethod]
    public void Rounding_up_changes_a_threshold_little_and_memory_is_bounded()
    {
        Random random = new(1);
        float[] scores = [.. Enumerable.Range(0, 200_000).Select(_ => (float)(3 - Math.Log(1 - random.NextDouble())))];
        HeldOutScores heldOut = HeldOutScores.Of(scores);
        float exact = scores.Order().ElementAt((int)Math.Ceiling(200_001 * 0.99) - 1);
        float threshold = heldOut.ThresholdFor(0.01);
        Assert.IsTrue(threshold >= exact && threshold <= exact * (1 + (1 / 4096f)), $"{threshold} for {exact}");
        Assert.AreEqual((scores.Count(score => score > threshold) + 1.0) / 200_001, heldOut.FalsePositiveRateOf(threshold));
        Assert.AreEqual(200_000, heldOut.Total);
        Assert.IsLessThan(4 * 4096, heldOut.Scores.Count);
    }

    [TestMethod]
    public void What_is_no_number_does_not_count() =>
        Assert.AreEqual(2, HeldOutScores.Of([float.NaN, 1, float.PositiveInfinity, 0]).Total);

    [TestMethod]
    public void Equal_scores_are_all_ordinary()
    {
        HeldOutScores heldOut = HeldOutScores.Of(Enumerable.Repeat(3f, 99));
        Assert.AreEqual(3, heldOut.ThresholdFor(0.01));
        Assert.AreEqual(3, heldOut.ThresholdFor(0.9));
        Assert.AreEqual(0.01, heldOut.FalsePositiveRateOf(3), 1e-12);
        Assert.AreEqual(1, heldOut.FalsePositiveRateOf(2));
    }

    [TestMethod]
    [DataRow(98, 0.01, "99")]
    [DataRow(0, 0.01, "99")]
    [DataRow(1, 0.3, "3")]
    [DataRow(1000, 1e-6, "999999")]
    public void Too_few_scores_are_an_error_that_says_how_many_are_needed(int count, double rate, string needed)
    {
        InvalidOptionsException exception = Assert.ThrowsExactly<InvalidOptionsException>(
            () => HeldOutScores.Of(Enumerable.Range(0, count).Select(i => (float)i)).ThresholdFor(rate));
        StringAssert.EndsWith(exception.Message, $", which needs at least {needed} texts with characters; there are {count}.");
        Assert.IsTrue(HeldOutScores.Of(Enumerable.Repeat(1f, int.Parse(needed, System.Globalization.CultureInfo.InvariantCulture))).ThresholdFor(rate) == 1);
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(1)]
    [DataRow(-0.1)]
    [DataRow(double.NaN)]
    public void A_rate_is_between_0_and_1(double rate) => StringAssert.EndsWith(
        Assert.ThrowsExactly<InvalidOptionsException>(() => HeldOutScores.Of([1f]).ThresholdFor(rate)).Message, "; must be above 0 and below 1.");
}
