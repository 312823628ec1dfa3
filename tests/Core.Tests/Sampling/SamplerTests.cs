namespace CharRnn.Core.Tests;

[TestClass]
public sealed class SamplerTests
{
    [TestMethod]
    public void Distribution_equals_a_naive_one_for_every_combination()
    {
        RandomSource random = new(5);
        foreach (int size in (int[])[1, 2, 7, 40])
        {
            float[] logits = [.. Enumerable.Range(0, size).Select(_ => (float)((random.NextDouble() * 12) - 6))];
            int[] counts = [.. Enumerable.Range(0, size).Select(_ => (int)(random.NextDouble() * 4))];
            double[] bias = [.. Enumerable.Range(0, size).Select(id => id == 1 ? double.NegativeInfinity : (random.NextDouble() * 4) - 2)];
            bool[] forbidden = [.. Enumerable.Range(0, size).Select(id => id % 5 == 3)];
            foreach (SamplingOptions options in
                from temperature in (double[])[0, 0.1, 0.7, 1, 3]
                from topK in (int[])[0, 1, 2, 5, 1000]
                from topP in (double[])[1, 0.95, 0.5, 1e-9]
                from minP in (double[])[0, 0.05, 0.5, 1]
                from presence in (double[])[0, 1.5]
                from frequency in (double[])[0, -0.7]
                select new SamplingOptions { Temperature = temperature, TopK = topK, TopP = topP, MinP = minP, PresencePenalty = presence, FrequencyPenalty = frequency })
            {
                double[] actual = new Sampler(size, options, bias).Distribution(logits, forbidden, counts).ToArray();
                double[] expected = Naive(logits, options, id => forbidden[id] ? double.NegativeInfinity : bias[id], counts);
                for (int id = 0; id < size; id++)
                {
                    Assert.AreEqual(expected[id], actual[id], 1e-12, $"id {id} of {size}, {options}");
                }

                Assert.AreEqual(1, actual.Sum(), 1e-12, $"{options}");
            }
        }
    }

    [TestMethod]
    public void Top_p_keeps_the_one_that_crosses_the_sum_and_ties_go_to_the_lower_id()
    {
        // Probabilities 0.5, 0.25, 0.25.
        float[] logits = [MathF.Log(2), 0, 0];
        CollectionAssert.AreEqual((double[])[1, 0, 0], new Sampler(3, new SamplingOptions { TopP = 0.49 }).Distribution(logits).ToArray());
        double[] two = new Sampler(3, new SamplingOptions { TopP = 0.6 }).Distribution(logits).ToArray();
        Assert.AreEqual(2 / 3.0, two[0], 1e-6);
        Assert.AreEqual(1 / 3.0, two[1], 1e-6);
        Assert.AreEqual(0, two[2]);
    }

    [TestMethod]
    public void Min_p_keeps_what_is_a_fraction_of_the_likeliest()
    {
        // Probabilities 0.5, 0.25, 0.25.
        float[] logits = [MathF.Log(2), 0, 0];
        Assert.AreEqual(0.25, new Sampler(3, new SamplingOptions { MinP = 0.49 }).Distribution(logits)[2], 1e-6);
        CollectionAssert.AreEqual((double[])[1, 0, 0], new Sampler(3, new SamplingOptions { MinP = 0.51 }).Distribution(logits).ToArray());
    }

    [TestMethod]
    public void A_window_counts_the_last_ids()
    {
        TokenWindow window = new(5, 3);
        RandomSource random = new(2);
        List<int> all = [];
        for (int i = 0; i < 50; i++)
        {
            int id = (int)(random.NextDouble() * 5);
            all.Add(id);
            window.Add(id);
            int[] last = [.. all.TakeLast(3)];
            CollectionAssert.AreEqual(last, window.Ids.ToArray());
            CollectionAssert.AreEqual(Enumerable.Range(0, 5).Select(other => last.Count(one => one == other)).ToArray(), window.Counts.ToArray());
        }

        window.Clear();
        Assert.IsEmpty(window.Ids);
        Assert.AreEqual(0, window.Counts.ToArray().Sum());
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
        SamplingOptions options = new() { Temperature = 0.8, TopK = 4, TopP = 0.99, PresencePenalty = 0.5 };
        int[] before = [0, 2, 1, 0, 0];
        Sampler sampler = new(5, options);
        double[] expected = Naive(logits, options, _ => 0, before);
        RandomSource random = new(11);
        int[] counts = new int[5];
        const int draws = 100_000;
        for (int i = 0; i < draws; i++)
        {
            counts[sampler.Choose(logits, random.NextDouble(), default, before)]++;
        }

        // Chi-square, 3 degrees of freedom, for one id is cut off: above 16.3 in one of a thousand seeds; this seed is fixed.
        Assert.AreEqual(4, expected.Count(probability => probability > 0));
        Assert.AreEqual(0, counts.Where((_, id) => expected[id] == 0).Sum());
        Assert.IsLessThan(16.3, counts.Where((_, id) => expected[id] > 0).Zip(expected.Where(probability => probability > 0), (count, probability) =>
            Math.Pow(count - (probability * draws), 2) / (probability * draws)).Sum());
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
        Sampler sampler = new(100, new SamplingOptions { TopK = 10, TopP = 0.9, MinP = 0.01, FrequencyPenalty = 1 });
        int[] counts = new int[100];
        sampler.Choose(logits, 0.5, default, counts);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
        {
            sampler.Choose(logits, 0.5, default, counts);
        }

        Assert.AreEqual(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [TestMethod]
    [DataRow(float.NaN)]
    [DataRow(float.PositiveInfinity)]
    public void Logits_that_are_no_numbers_are_refused(float bad)
    {
        InvalidModelException exception = Assert.ThrowsExactly<InvalidModelException>(() => new Sampler(3, new SamplingOptions()).Choose([0, bad, 0], 0.5));
        StringAssert.StartsWith(exception.Message, $"The logit of id 1 is {bad}; must be a number below infinity.");
    }

    [TestMethod]
    public void Options_out_of_range_are_refused_all_at_once()
    {
        SamplingOptions options = new() { Temperature = -1, TopK = -2 };
        Assert.AreEqual(
            "Temperature is -1; must be a finite number, 0 or more. TopK is -2; must be 0 (all) or more.",
            Assert.ThrowsExactly<InvalidOptionsException>(() => new Sampler(3, options)).Message);
        Assert.ThrowsExactly<InvalidOptionsException>(() => new Sampler(3, new SamplingOptions { Temperature = double.NaN }));
        SamplingOptions others = new()
        {
            TopP = 0,
            MinP = 1.1,
            PresencePenalty = 3,
            FrequencyPenalty = double.NaN,
            PenaltyWindow = 0,
            LogitBias = new Dictionary<string, double> { ["a"] = double.NaN },
        };
        string message = Assert.ThrowsExactly<InvalidOptionsException>(others.Validate).Message;
        Assert.AreEqual(
            "TopP is 0; must be above 0 and at most 1 (all). MinP is 1.1; must be from 0 (all) to 1. PresencePenalty is 3; must be from -2 to 2. " +
            "FrequencyPenalty is NaN; must be from -2 to 2. PenaltyWindow is 0; must be from 1 to 1048576. " +
            "LogitBias of 'a' (U+0061) is NaN; must be a number, or minus infinity to forbid it.",
            message);
    }

    /// <summary>Each rule as it is told, on a list sorted by probability.</summary>
    private static double[] Naive(float[] logits, SamplingOptions options, Func<int, double> bias, int[] counts)
    {
        double[] adjusted = [.. logits.Select((logit, id) =>
            logit + bias(id) - (counts[id] > 0 ? options.PresencePenalty : 0) - (options.FrequencyPenalty * counts[id]))];
        int[] order = [.. Enumerable.Range(0, logits.Length).OrderByDescending(id => adjusted[id]).ThenBy(id => id)];
        if (options.Temperature == 0)
        {
            return [.. logits.Select((_, id) => id == order[0] ? 1.0 : 0.0)];
        }

        double[] weights = [.. adjusted.Select(value => Math.Exp((value - adjusted[order[0]]) / options.Temperature))];
        List<int> kept = [.. order.Take(options.TopK == 0 ? logits.Length : options.TopK)];
        if (options.TopP < 1)
        {
            double all = kept.Sum(id => weights[id]);
            double sum = 0;
            kept = [.. kept.TakeWhile(id =>
            {
                bool reached = sum >= options.TopP * all;
                sum += weights[id];
                return !reached;
            })];
        }

        kept = [.. kept.Where(id => weights[id] >= options.MinP * weights[order[0]])];
        double total = kept.Sum(id => weights[id]);
        return [.. weights.Select((weight, id) => kept.Contains(id) ? weight / total : 0)];
    }
}
