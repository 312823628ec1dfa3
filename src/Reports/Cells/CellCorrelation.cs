namespace CharRnn.Reports;

/// <summary>How a cell goes along with a feature of the text, from -1 to 1.</summary>
/// <param name="Feature">The feature.</param>
/// <param name="Layer">The layer, from 1.</param>
/// <param name="Cell">The cell in its layer, from 1.</param>
/// <param name="Found">The correlation in the half of the text in which the cell was found.</param>
/// <param name="Confirmed">The correlation in the other half, which had no part in the choice; null if the feature or the cell never changes there.</param>
public sealed record CellCorrelation(string Feature, int Layer, int Cell, double Found, double? Confirmed)
{
    /// <summary>Gets how clear it is, from 0 to 1: the smaller of the two. It is 0 where they have different signs, because the halves then contradict each other.</summary>
    public double Clearness => Found * (Confirmed ?? 0) > 0 ? Math.Min(Math.Abs(Found), Math.Abs(Confirmed!.Value)) : 0;
}
