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
    public static IDataView Of(TextRows rows, int[] indexes, string column)
    {
        SchemaDefinition definition = SchemaDefinition.Create(typeof(Row));
        definition[0].ColumnName = column;
        return new MLContext().Data.LoadFromEnumerable(indexes.Select(index => new Row { Text = rows.TextOf(index) }), definition);
    }

    private sealed class Row
    {
        public string Text { get; set; } = "";
    }
}
