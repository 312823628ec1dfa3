using System.Numerics.Tensors;

namespace CharRnn.Reports;

/// <summary>
/// Pearson's correlation of many cells with many features over the characters of a part of a text. The features are known beforehand; the cells come
/// character by character and are not kept.
/// </summary>
internal sealed class Correlations
{
    private readonly double[][] features; // [feature][character], their mean taken away
    private readonly double[] spreads; // [feature], the root of the sum of squares
    private readonly double[][] products; // [feature][cell], summed
    private readonly double[] sums, squares, values; // [cell]
    private int count;

    /// <param name="features">[feature][character], of this part of the text.</param>
    /// <param name="cells">The number of cells.</param>
    public Correlations(IReadOnlyList<ReadOnlyMemory<float>> features, int cells)
    {
        this.features = [.. features.Select(Centred)];
        spreads = [.. this.features.Select(feature => (double)TensorPrimitives.Norm<double>(feature))];
        products = [.. features.Select(_ => new double[cells])];
        (sums, squares, values) = (new double[cells], new double[cells], new double[cells]);
    }

    /// <summary>Adds the next character.</summary>
    /// <param name="activations">[cell].</param>
    public void Add(ReadOnlySpan<float> activations)
    {
        TensorPrimitives.ConvertChecked(activations, values);
        TensorPrimitives.Add(sums, values, sums);
        TensorPrimitives.MultiplyAdd(values, values, squares, squares);
        for (int feature = 0; feature < features.Length; feature++)
        {
            if (features[feature][count] is var value and not 0)
            {
                TensorPrimitives.MultiplyAdd(values, value, products[feature], products[feature]);
            }
        }

        count++;
    }

    /// <summary>Returns the correlation of a cell with a feature, from -1 to 1; null if one of them never changes.</summary>
    public double? Of(int feature, int cell)
    {
        double variance = squares[cell] - (sums[cell] * sums[cell] / count);
        bool changes = spreads[feature] > 0 && variance > 1e-9 * Math.Max(squares[cell], 1e-9); // rounding makes a constant's variance a little more than 0
        return changes ? Math.Clamp(products[feature][cell] / (spreads[feature] * Math.Sqrt(variance)), -1, 1) : null;
    }

    /// <summary>Returns how much a cell changes: its standard deviation.</summary>
    public double SpreadOf(int cell) => count == 0 ? 0 : Math.Sqrt(Math.Max(0, (squares[cell] / count) - Math.Pow(sums[cell] / count, 2)));

    private static double[] Centred(ReadOnlyMemory<float> feature)
    {
        double[] centred = new double[feature.Length];
        TensorPrimitives.ConvertChecked(feature.Span, centred);
        double mean = feature.IsEmpty ? 0 : TensorPrimitives.Sum<double>(centred) / centred.Length;
        TensorPrimitives.Subtract(centred, mean, centred);
        return centred.AsSpan().IndexOfAnyExcept(centred.AsSpan() is [var first, ..] ? first : 0) < 0 ? new double[centred.Length] : centred;
    }
}
