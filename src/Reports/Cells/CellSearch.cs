namespace CharRnn.Reports;

/// <summary>Finds the cells that go along with the features of a text: on one half, and reports the other half, too.</summary>
/// <param name="hiddenSize">The number of cells of a layer.</param>
/// <param name="cells">The number of all cells.</param>
/// <param name="first">The half in which cells are searched.</param>
/// <param name="second">The other half.</param>
internal sealed class CellSearch(int hiddenSize, int cells, Correlations first, Correlations second)
{
    /// <summary>The number of cells that are reported for each feature.</summary>
    public const int CellsOfAFeature = 3;

    /// <summary>Returns the cells that go along best with each feature, in either direction; none for a feature that never changes.</summary>
    public IReadOnlyList<IReadOnlyList<CellCorrelation>> FindBest() =>
        [.. TextFeature.All.Select((feature, index) => Rank(index).Take(CellsOfAFeature)
            .Select(cell => new CellCorrelation(feature.Name, (cell / hiddenSize) + 1, (cell % hiddenSize) + 1, first.Of(index, cell)!.Value, second.Of(index, cell))).ToArray())];

    /// <summary>Returns all cells, those first that are most worth a look: the best of each feature, the second best and so on, then those that change most.</summary>
    public IReadOnlyList<int> Order()
    {
        int[][] ranks = [.. TextFeature.All.Select((_, index) => Rank(index).Take(CellsOfAFeature).ToArray())];
        IEnumerable<int> best = Enumerable.Range(0, CellsOfAFeature).SelectMany(rank => ranks.Where(cells => rank < cells.Length).Select(cells => cells[rank]));
        return [.. best.Concat(Enumerable.Range(0, cells).OrderByDescending(first.SpreadOf)).Distinct()];
    }

    /// <summary>Returns the correlations of a cell with all features in both halves.</summary>
    public (double? Found, double? Confirmed)[] Of(int cell) => [.. TextFeature.All.Select((_, index) => (first.Of(index, cell), second.Of(index, cell)))];

    private IEnumerable<int> Rank(int feature) => Enumerable.Range(0, cells)
        .Where(cell => first.Of(feature, cell) is not null)
        .OrderByDescending(cell => Math.Abs(first.Of(feature, cell)!.Value));
}
