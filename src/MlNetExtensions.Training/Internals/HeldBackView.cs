using Microsoft.ML;
using Microsoft.ML.Data;

namespace CharRnn.MlNetExtensions.Training.Internals;

/// <summary>The texts that are kept back, as a view with the same column.</summary>
internal static class HeldBackView
{
    /// <summary>Makes the view.</summary>
    /// <param name="rows">The texts.</param>
    /// <param name="indexes">The indexes of those that are kept back.</param>
    /// <param name="column">The name of the column.</param>
    /// <param name="cancellation">Stops between two rows.</param>
    public static IDataView Of(TextRows rows, int[] indexes, string column, CancellationToken cancellation)
    {
        SchemaDefinition definition = SchemaDefinition.Create(typeof(Row));
        definition[0].ColumnName = column;
        return new MLContext().Data.LoadFromEnumerable(indexes.Select(MakeRow), definition);

        Row MakeRow(int index)
        {
            cancellation.ThrowIfCancellationRequested();
            return new Row { Text = rows.TextOf(index) };
        }
    }

    private sealed class Row
    {
        public string Text { get; set; } = "";
    }
}
