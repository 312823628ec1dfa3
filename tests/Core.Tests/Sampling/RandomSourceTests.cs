namespace CharRnn.Core.Tests;

[TestClass]
public sealed class RandomSourceTests
{
    [TestMethod]
    public void State_1234_gives_the_numbers_of_the_reference_implementation()
    {
        // The first numbers that Blackman and Vigna's C code gives for the state 1, 2, 3, 4.
        ulong[] expected =
        [
            11520, 0, 1509978240, 1215971899390074240, 1216172134540287360, 607988272756665600,
            16172922978634559625, 8476171486693032832, 10595114339597558777, 2904607092377533576,
        ];
        RandomSource random = new(new RandomState(1, 2, 3, 4));
        CollectionAssert.AreEqual(expected, expected.Select(_ => random.NextUInt64()).ToArray());
    }

    [TestMethod]
    public void Seed_fills_the_state_by_SplitMix64()
    {
        // The first numbers of Vigna's splitmix64.c for the seed 1234567.
        RandomState expected = new(6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431);
        Assert.AreEqual(expected, new RandomSource(1234567).State);
    }

    [TestMethod]
    public void State_taken_up_continues_the_sequence()
    {
        RandomSource random = new(7);
        random.NextDouble();
        RandomSource continued = new(random.State);
        Assert.AreEqual(random.NextUInt64(), continued.NextUInt64());
    }

    [TestMethod]
    public void Doubles_are_uniform_in_zero_to_below_one()
    {
        RandomSource random = new(3);
        int[] tenths = new int[10];
        for (int i = 0; i < 100_000; i++)
        {
            tenths[(int)(random.NextDouble() * 10)]++;
        }

        // Chi-square, 9 degrees of freedom: above 27.9 in one of a thousand seeds; this seed is fixed.
        Assert.IsLessThan(27.9, tenths.Sum(count => Math.Pow(count - 10_000, 2) / 10_000));
    }

    [TestMethod]
    public void Zero_state_is_refused() => Assert.ThrowsExactly<ArgumentException>(() => new RandomSource(default(RandomState)));
}
