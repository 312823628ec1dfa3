namespace CharRnn.Trainer.Tests;

[TestClass]
public sealed class TokenSamplingTests
{
    // Token 0 is most of the text, token 1 a good part; 2 to 8 occur 2 to 8 times, and 9 never.
    private static readonly ushort[] Ids = [.. Enumerable.Repeat((ushort)0, 1000), .. Enumerable.Repeat((ushort)1, 300), .. Enumerable.Range(2, 7).SelectMany(id => Enumerable.Repeat((ushort)id, id))];

    [TestMethod]
    public void A_token_is_drawn_as_often_as_its_count_says()
    {
        const int draws = 20_000;
        TokenSampling sampling = new(TokenCounts.Of(new IdSequence(Ids), 10), size: 4);
        RandomSource random = new(5);
        int[] drawn = new int[10];
        for (int i = 0; i < draws; i++)
        {
            TokenSample sample = sampling.Draw(random);
            CollectionAssert.AreEqual(sample.Ids.Distinct().Order().ToArray(), sample.Ids);
            Array.ForEach(sample.Ids, id => drawn[id]++);
        }

        // Tokens 0 and 1 are certain; the others share two places, the one that the text lacks as if it occurred once.
        double[] weights = [.. ((int[])[3, 4, 5, 6, 7, 8, 9, 1]).Select(count => Math.Pow(count, 0.75))];
        double[] expected = [1, 1, .. weights.Select(weight => 2 * weight / weights.Sum())];
        for (int id = 0; id < 10; id++)
        {
            Assert.AreEqual(expected[id], (double)drawn[id] / draws, 0.01, $"{id}");
        }
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(4)]
    [DataRow(9)]
    public void The_probabilities_are_those_of_the_draws(int size)
    {
        TokenSampling sampling = new(TokenCounts.Of(new IdSequence(Ids), 10), size);
        RandomSource random = new(6);
        double[] sums = new double[10];
        for (int i = 0; i < 20_000; i++)
        {
            TokenSample sample = sampling.Draw(random);
            Array.ForEach(sample.Ids, id => sums[id] += Math.Exp(-sample.LogProbabilities[id]) / 20_000);
        }

        Assert.AreEqual(size, sampling.Draw(random).LogProbabilities.Sum(log => Math.Exp(log)), 1e-5);
        Assert.IsTrue(sums.All(sum => Math.Abs(sum - 1) < 0.3), string.Join(", ", sums));
    }

    [TestMethod]
    public void The_sample_of_a_step_depends_on_seed_and_step_alone()
    {
        TrainingOptions options = new() { SampledSoftmax = 5, BatchSize = 2, SequenceLength = 4, Seed = 9 };
        int[] third = Plan().BatchAt(3).Sample!.Ids;
        TrainingPlan plan = Plan();
        int[][] samples = [.. Enumerable.Range(0, 40).Select(step => plan.BatchAt(step).Sample!.Ids)];
        CollectionAssert.AreEqual(third, samples[3]);
        Assert.IsGreaterThan(20, samples.Select(ids => string.Join(' ', ids)).Distinct().Count());

        TrainingPlan Plan() => new(options, Corpus.FromUtf8("the quick brown fox jumps over the lazy dog"u8.ToArray(), "test", new CorpusOptions { Corpus = "test" }), startId: 0);
    }
}
