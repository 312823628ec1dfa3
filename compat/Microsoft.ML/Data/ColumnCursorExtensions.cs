namespace Microsoft.ML.Data;

public static class ColumnCursorExtensions
{
    public static IEnumerable<T> GetColumn<T>(this IDataView data, string columnName) => data.GetColumn<T>(
        data.Schema.GetColumnOrNull(columnName) ?? throw new ArgumentOutOfRangeException(nameof(columnName), $"Column '{columnName}' not found"));

    public static IEnumerable<T> GetColumn<T>(this IDataView data, DataViewSchema.Column column)
    {
        Func<object, object> convert = Conversion<T>(column);
        return Values();

        IEnumerable<T> Values()
        {
            using DataViewRowCursor cursor = data.GetRowCursor([column]);
            Func<object> getter = Boxes.Getter(cursor, column);
            while (cursor.MoveNext())
            {
                yield return (T)convert(getter());
            }
        }
    }

    // Raw values as they are; texts also as strings, and vectors as arrays.
    private static Func<object, object> Conversion<T>(DataViewSchema.Column column)
    {
        Type raw = column.Type.RawType;
        Type item = (column.Type as VectorDataViewType)?.ItemType.RawType;
        return typeof(T) == raw ? value => value
            : typeof(T) == typeof(string) && raw == typeof(ReadOnlyMemory<char>) ? value => value.ToString()
            : typeof(T) == typeof(string[]) && item == typeof(ReadOnlyMemory<char>) ? value => ((VBuffer<ReadOnlyMemory<char>>)value).DenseValues().Select(text => text.ToString()).ToArray()
            : typeof(T) == item?.MakeArrayType() ? value => ((dynamic)value).DenseValues()
            : throw new ArgumentOutOfRangeException(nameof(column), $"Could not map a data view column '{column.Name}' of type {raw} to {typeof(T)}.");
    }
}
