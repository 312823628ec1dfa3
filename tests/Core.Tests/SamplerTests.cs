namespace CharRnn.Core.Tests;

[TestClass]
public sealed class SamplerTests
{
    [TestMethod]
    public void Distribution_equals_a_naive_softmax_with_temperature_and_top_k()
    {
        RandomSource random = new(5);
        foreach (int size in (int[])[1, 2, 7, 100])
        {
            foreach (double temperature in (double[])[0.1, 0.7, 1, 3])
            {
                foreach (int topK in (int[])[0, 1, 2, 5, 100, 1000])
                {
                    float[] logits = [.. Enumerable.Range(0, size).Select(_ => (float)((random.NextDouble() * 20) - 10))];
                    ReadOnlySpan<double> actual = new Sampler(size, new SamplingOptions { Temperature = temperature, TopK = topK }).Distribution(logits);
                    double[] expected = Naive(logits, temperature, topK);
                    for (int id = 0; id < size; id++)
                    {
                        Assert.AreEqual(expected[id], actual[id], 1e-12);
                    }
                }
            }
        }
    }

    [TestMethod]
    public void Top_k_ties_go_to_the_lower_id()
    {
        double[] distribution = new Sampler(4, new SamplingOptions { TopK = 2 }).Distribution([1, 2, 1, 1]).ToArray();
        Assert.IsGreaterThan(0, distribution[0]);
        Assert.IsGreaterThan(0, distribution[1]);
        Assert.AreEqual(0, distribution[2] + distribution[3]);
    }

    [TestMethod]
    public void Temperature_zero_takes_the_largest_and_the_lowest_id_on_a_tie()
    {
        Sampler greedy = new(4, new SamplingOptions { Temperature = 0 });
        foreach (double uniform in (double[])[0, 0.5, 0.999999])
        {
            Assert.AreEqual(1, greedy.Choose([0, 3, 3, 1], uniform));
        }
    }

    [TestMethod]
    public void The_draw_inverts_the_cumulative_distribution_in_ascending_id_order()
    {
        // Probabilities 0.5, 0.25, 0.25.
        float[] logits = [MathF.Log(2), 0, 0];
        Sampler sampler = new(3, new SamplingOptions());
        Assert.AreEqual(0, sampler.Choose(logits, 0));
        Assert.AreEqual(0, sampler.Choose(logits, 0.499));
        Assert.AreEqual(1, sampler.Choose(logits, 0.501));
        Assert.AreEqual(2, sampler.Choose(logits, 0.751));
        Assert.AreEqual(2, sampler.Choose(logits, Math.BitDecrement(1.0)));
    }

    [TestMethod]
    public void Draws_follow_the_distribution()
    {
        float[] logits = [0, 1, 2, -1, 0.5f];
        Sampler sampler = new(5, new SamplingOptions { Temperature = 0.8 });
        double[] expected = Naive(logits, 0.8, 0);
        RandomSource random = new(11);
        int[] counts = new int[5];
        const int draws = 100_000;
        for (int i = 0; i < draws; i++)
        {
            counts[sampler.Choose(logits, random.NextDouble())]++;
        }

        // Chi-square, 4 degrees of freedom: above 18.5 in one of a thousand seeds; this seed is fixed.
        Assert.IsLessThan(18.5, counts.Select((count, id) => Math.Pow(count - (expected[id] * draws), 2) / (expected[id] * draws)).Sum());
    }

    [TestMethod]
    public void Forbidden_ids_are_never_drawn_and_the_rest_sums_to_one()
    {
        Sampler sampler = new(3, new SamplingOptions { TopK = 2 });
        double[] distribution = sampler.Distribution([5, 1, 0], [true, false, false]).ToArray();
        Assert.AreEqual(0, distribution[0]);
        Assert.AreEqual(1, distribution.Sum(), 1e-12);
        Assert.AreEqual(1, new Sampler(3, new SamplingOptions { Temperature = 0 }).Choose([5, 1, 0], 0.3, [true, false, false]));
    }

    [TestMethod]
    [DataRow(1e-300)]
    [DataRow(1e300)]
    public void Extreme_temperatures_stay_finite(double temperature)
    {
        double[] distribution = new Sampler(3, new SamplingOptions { Temperature = temperature }).Distribution([-80, 0, 80]).ToArray();
        Assert.AreEqual(1, distribution.Sum(), 1e-12);
    }

    [TestMethod]
    public void A_draw_allocates_nothing()
    {
        float[] logits = [.. Enumerable.Range(0, 100).Select(id => id * 0.1f)];
        Sampler sampler = new(100, new SamplingOptions { TopK = 10 });
        sampler.Choose(logits, 0.5);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
        {
            sampler.Choose(logits, 0.5);
        }

        Assert.AreEqual(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [TestMethod]
    [DataRow(float.NaN)]
    [DataRow(float.PositiveInfinity)]
    public void Logits_that_are_no_numbers_are_refused(float bad)
    {
        InvalidModelException exception = Assert.ThrowsExactly<InvalidModelException>(() => new Sampler(3, new SamplingOptions()).Choose([0, bad, 0], 0.5));
        StringAssert.StartsWith(exception.Message, $"The model's logit of id 1 is {bad}; must be a number below infinity.");
    }

    [TestMethod]
    public void Options_out_of_range_are_refused_all_at_once()
    {
        SamplingOptions options = new() { Temperature = -1, TopK = -2 };
        Assert.AreEqual(
            "Temperature is -1; must be a finite number, 0 or more. TopK is -2; must be 0 (all) or more.",
            Assert.ThrowsExactly<InvalidOptionsException>(() => new Sampler(3, options)).Message);
        Assert.ThrowsExactly<InvalidOptionsException>(() => new Sampler(3, new SamplingOptions { Temperature = double.NaN }));
    }

    private static double[] Naive(float[] logits, double temperature, int topK)
    {
        int[] kept = [.. Enumerable.Range(0, logits.Length).OrderByDescending(id => logits[id]).ThenBy(id => id).Take(topK == 0 ? logits.Length : topK)];
        double sum = kept.Sum(id => Math.Exp(logits[id] / temperature));
        return [.. logits.Select((logit, id) => kept.Contains(id) ? Math.Exp(logit / temperature) / sum : 0)];
    }
}
