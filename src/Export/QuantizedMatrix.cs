namespace CharRnn.Export;

/// <summary>A matrix of 8-bit integers, value times scale, symmetric about zero, with a scale for each row.</summary>
/// <param name="Values">[rows, columns], from -127 to 127.</param>
/// <param name="Scales">[rows].</param>
internal sealed record QuantizedMatrix(sbyte[] Values, float[] Scales)
{
    public int Rows => Scales.Length;

    public int Columns => Values.Length / Rows;

    /// <summary>Rounds a matrix, each row to the integers that its largest value allows.</summary>
    public static QuantizedMatrix ByRow(WeightTensor matrix)
    {
        (int rows, int columns) = (matrix.Shape[0], matrix.Shape[1]);
        sbyte[] values = new sbyte[matrix.Data.Length];
        float[] scales = new float[rows];
        for (int row = 0; row < rows; row++)
        {
            ReadOnlySpan<float> floats = matrix.Data.AsSpan(row * columns, columns);
            float largest = 0;
            foreach (float value in floats)
            {
                largest = Math.Max(largest, Math.Abs(value));
            }

            // A row of zeros has any scale, and so has one that a float cannot divide.
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
