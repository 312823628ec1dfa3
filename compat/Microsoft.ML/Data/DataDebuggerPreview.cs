using System.Collections.Immutable;
using Microsoft.ML.Data;

namespace Microsoft.ML.Data
{
    public sealed class DataDebuggerPreview
    {
        internal DataDebuggerPreview(IDataView data, int maxRows)
        {
            Schema = data.Schema;
            using DataViewRowCursor cursor = data.GetRowCursor(data.Schema);
            Func<object>[] getters = [.. data.Schema.Select(column => Boxes.Getter(cursor, column))];
            List<RowInfo> rows = [];
            while (rows.Count < maxRows && cursor.MoveNext())
            {
                rows.Add(new RowInfo([.. data.Schema.Select((column, i) => new KeyValuePair<string, object>(column.Name, getters[i]()))]));
            }

            RowView = [.. rows];
            ColumnView = [.. data.Schema.Select((column, i) => new ColumnInfo(column, [.. rows.Select(row => row.Values[i].Value)]))];
        }

        public DataViewSchema Schema { get; }

        public ImmutableArray<ColumnInfo> ColumnView { get; }

        public ImmutableArray<RowInfo> RowView { get; }

        public override string ToString() => $"{Schema.Count} columns, {RowView.Length} rows";

        public readonly struct ColumnInfo
        {
            internal ColumnInfo(DataViewSchema.Column column, object[] values)
            {
                Column = column;
                Values = values;
            }

            public readonly DataViewSchema.Column Column;

            public readonly object[] Values;
        }

        public readonly struct RowInfo
        {
            internal RowInfo(KeyValuePair<string, object>[] values)
            {
                Values = values;
            }

            public readonly KeyValuePair<string, object>[] Values;
        }
    }
}

namespace Microsoft.ML
{
    public static class DebuggerExtensions
    {
        public static DataDebuggerPreview Preview(this IDataView data, int maxRows = 100) => new(data, maxRows);
    }
}
