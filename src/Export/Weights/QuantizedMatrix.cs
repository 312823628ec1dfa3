using System.Numerics.Tensors;

namespace CharRnn.Export;

/// <summary>A matrix of 8-bit integers with a scale for each row. An element is its integer times the scale of its row.</summary>
/// <param name="Values">[rows, columns], from -127 to 127.</param>
/// <param name="Scales">[rows].</param>
internal sealed record QuantizedMatrix(sbyte[] Values, float[] Scales)
{
    public int Rows => Scales.Length;

    public int Columns => Values.Length / Rows;

    /// <summary>Quantizes a matrix. The largest magnitude of each row becomes 127.</summary>
    public static QuantizedMatrix ByRow(WeightTensor matrix)
    {
        (int rows, int columns) = (matrix.Shape[0], matrix.Shape[1]);
        sbyte[] values = new sbyte[matrix.Data.Length];
        float[] scales = new float[rows];
        for (int row = 0; row < rows; row++)
        {
            ReadOnlySpan<float> floats = matrix.Data.AsSpan(row * columns, columns);
            float largest = Math.Abs(TensorPrimitives.MaxMagnitude(floats));

            // A row of zeros, or of values too small to divide, may have any scale.
            scales[row] = largest / sbyte.MaxValue > 0 ? largest / sbyte.MaxValue : 1;
            for (int column = 0; column < columns; column++)
            {
                values[(row * columns) + column] = (sbyte)Math.Clamp(MathF.Round(floats[column] / scales[row]), -sbyte.MaxValue, sbyte.MaxValue);
            }
        }

        return new QuantizedMatrix(values, scales);
    }

    /// <returns>[columns, rows].</returns>
    public sbyte[] TransposedValues() => Matrix.Transpose(Values, Rows, Columns);
}
