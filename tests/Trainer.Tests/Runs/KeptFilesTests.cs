namespace CharRnn.Trainer.Tests;

[TestClass]
public sealed class KeptFilesTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [TestMethod]
    public void So_many_stay_spread_over_the_run_with_the_first_and_the_last()
    {
        for (int steps = 1; steps <= 40; steps++)
        {
            Keep(steps * 10, most: 5);
            long[] kept = Kept();
            Assert.HasCount(Math.Min(steps, 5), kept);
            Assert.AreEqual((10L, steps * 10L), (kept[0], kept[^1]));
            long[] gaps = [.. kept.Zip(kept.Skip(1), (one, next) => next - one)];
            Assert.IsTrue(steps < 5 || gaps.Max() <= steps * 10 / 2, $"gaps after {steps}: {string.Join(", ", gaps)}");
        }
    }

    [TestMethod]
    [DataRow(3)]
    [DataRow(4)]
    [DataRow(8)]
    public void However_long_a_run_the_early_ones_do_not_stay_together(int most)
    {
        List<long> steps = [];
        for (int step = 0; step <= 1000; step++)
        {
            steps.Add(step);
            if (steps.Count > most)
            {
                steps.RemoveAt(KeptFiles.FindSuperfluous(steps));
            }

            Assert.IsTrue(step < 20 || steps[1] >= step / 5 / (most - 2), $"at {step}: {string.Join(", ", steps)}");
        }
    }

    [TestMethod]
    public void Of_one_the_last_stays_and_of_two_the_first_and_the_last()
    {
        foreach (int step in (int[])[0, 10, 20])
        {
            Keep(step, most: 2);
        }

        CollectionAssert.AreEqual((long[])[0, 20], Kept());
        Keep(30, most: 1);
        CollectionAssert.AreEqual((long[])[30], Kept());
    }

    [TestMethod]
    public void Later_ones_are_dropped_and_other_files_left_alone()
    {
        foreach (int step in (int[])[0, 10, 20])
        {
            Keep(step, most: 9);
        }

        string mine = folder.File("step-x.safetensors");
        File.WriteAllText(mine, "mine");
        string left = folder.File("step-00000015.safetensors.2147483647.tmp"); // of a killed process
        File.WriteAllText(left, "half");
        KeptFiles.DropAfter(folder.Path, 10);
        Assert.IsFalse(File.Exists(left));
        CollectionAssert.AreEqual((long[])[0, 10], Kept());
        KeptFiles.Delete(folder.Path);
        Assert.IsEmpty(Kept());
        Assert.IsTrue(File.Exists(mine));
    }

    private long[] Kept() => [.. KeptFiles.Find(folder.Path).Select(kept => kept.Step)];

    private void Keep(long step, int most)
    {
        ModelDescription description = new() { Cell = Cell.Rnn, Layers = 1, HiddenSize = 1, EmbeddingSize = 0, VocabularySize = 2, Start = "a" };
        Weights weights = new(description, Weights.Layout(description).Select(entry => new WeightTensor(entry.Name, entry.Shape, new float[entry.Shape.Aggregate(1, (product, size) => product * size)])));
        KeptFiles.Keep(folder.Path, new WeightsFile(new ModelMetadata(description, Vocabulary.FromRunes("ab".EnumerateRunes()), new TrainingRecord()), weights), step, most);
    }
}
