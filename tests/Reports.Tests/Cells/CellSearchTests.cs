namespace CharRnn.Reports.Tests;

[TestClass]
public sealed class CellSearchTests
{
    [TestMethod]
    [DataRow(-0.59, -0.61, 0.59)]
    [DataRow(0.9, 0.3, 0.3)]
    [DataRow(0.5, -0.9, 0.0)] // the halves contradict each other
    [DataRow(0.5, null, 0.0)]
    public void A_cell_is_as_clear_as_the_half_in_which_it_is_less_so(double found, double? confirmed, double clearness) =>
        Assert.AreEqual(clearness, new CellCorrelation("digit", 1, 1, found, confirmed).Clearness);

    [TestMethod]
    public void Correlations_equal_the_textbook_formula()
    {
        RandomSource random = new(1);
        float[][] features = [.. Enumerable.Range(0, 3).Select(_ => Draw(50))];
        float[][] cells = [.. Enumerable.Range(0, 4).Select(_ => Draw(50))];
        Correlations correlations = new([.. features.Select(feature => (ReadOnlyMemory<float>)feature)], cells.Length);
        for (int i = 0; i < 50; i++)
        {
            correlations.Add([.. cells.Select(cell => cell[i])]);
        }

        for (int feature = 0; feature < features.Length; feature++)
        {
            for (int cell = 0; cell < cells.Length; cell++)
            {
                Assert.AreEqual(Textbook(features[feature], cells[cell]), correlations.Of(feature, cell)!.Value, 1e-9);
            }
        }

        float[] Draw(int count) => [.. Enumerable.Range(0, count).Select(_ => (float)((random.NextDouble() * 2) - 1))];
    }

    [TestMethod]
    public void What_never_changes_has_no_correlation()
    {
        Correlations correlations = new([new float[] { 0.1f, 0.1f, 0.1f }, new float[] { 1, 0, 1 }], cells: 2);
        foreach (float value in (float[])[0.5f, -0.5f, 0.25f])
        {
            correlations.Add([0.7f, value]);
        }

        Assert.IsNull(correlations.Of(feature: 0, cell: 1));
        Assert.IsNull(correlations.Of(feature: 1, cell: 0));
        Assert.IsNotNull(correlations.Of(feature: 1, cell: 1));
        Assert.IsNull(new Correlations([ReadOnlyMemory<float>.Empty], cells: 1).Of(0, 0));
    }

    [TestMethod]
    public void The_best_cells_are_found_in_one_half_and_tested_in_the_other()
    {
        // Cell 2 of layer 2 follows the first feature in the half of the search, and turns against it in the other.
        int features = TextFeature.All.Count;
        Correlations first = Made(features, [0, 1, 0, 1, 1], [0, 0, 1, 0, 0], [0, 1, 0, 1, 1]);
        Correlations second = Made(features, [0, 1, 0, 1, 1], [0, 1, 1, 0, 1], [1, 0, 1, 0, 0]);
        CellSearch search = new(hiddenSize: 2, cells: 4, first, second);
        CellCorrelation best = search.FindBest()[0][0];
        Assert.AreEqual((2, 2), (best.Layer, best.Cell));
        Assert.AreEqual(1, best.Found, 1e-12);
        Assert.AreEqual(-1, best.Confirmed!.Value, 1e-12);
        Assert.AreEqual(3, search.Order()[0]);
        CollectionAssert.AreEquivalent((int[])[0, 1, 2, 3], search.Order().ToArray());
        Assert.IsEmpty(search.FindBest()[1], "a feature that never changes");
    }

    // Of all features, only the first changes; of four cells, the third and the fourth.
    private static Correlations Made(int features, float[] feature, float[] third, float[] fourth)
    {
        Correlations made = new([feature, .. Enumerable.Repeat((ReadOnlyMemory<float>)new float[feature.Length], features - 1)], cells: 4);
        for (int i = 0; i < feature.Length; i++)
        {
            made.Add([0, 0.5f, third[i], fourth[i]]);
        }

        return made;
    }

    private static double Textbook(float[] x, float[] y)
    {
        (double meanX, double meanY) = (x.Average(), y.Average());
        double covariance = x.Zip(y, (a, b) => (a - meanX) * (b - meanY)).Sum();
        return covariance / Math.Sqrt(x.Sum(a => Math.Pow(a - meanX, 2)) * y.Sum(b => Math.Pow(b - meanY, 2)));
    }
}
