namespace CharRnn.Export;

/// <summary>Row-major matrices.</summary>
internal static class Matrix
{
    /// <param name="data">[rows, columns].</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="columns">Number of columns.</param>
    /// <returns>[columns, rows].</returns>
    public static T[] Transpose<T>(T[] data, int rows, int columns)
    {
        T[] transposed = new T[data.Length];
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                transposed[(column * rows) + row] = data[(row * columns) + column];
            }
        }

        return transposed;
    }
}
