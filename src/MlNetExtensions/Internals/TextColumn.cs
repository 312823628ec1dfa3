using Microsoft.ML;
using Microsoft.ML.Data;

namespace CharRnn.MlNetExtensions.Internals;

/// <summary>Finds, checks and reads the input column, which has a text or a vector of texts in each row.</summary>
internal static class TextColumn
{
    /// <summary>Finds the column and checks its type.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing, or is not text.</exception>
    public static DataViewSchema.Column Find(DataViewSchema inputSchema, string name, bool takesVectors)
    {
        DataViewSchema.Column column = inputSchema.GetColumnOrNull(name) ?? throw ColumnErrors.Missing(nameof(inputSchema), name);
        bool isText = column.Type is TextDataViewType || (takesVectors && column.Type is VectorDataViewType { ItemType: TextDataViewType });
        return isText ? column : throw WrongType(nameof(inputSchema), name, takesVectors, column.Type.ToString()!);
    }

    /// <summary>Checks the column by the shape of the schema, before there are data.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing, or is not text.</exception>
    public static void Check(SchemaShape inputSchema, string name, bool takesVectors)
    {
        SchemaShape.Column[] found = [.. inputSchema.Where(column => column.Name == name)];
        if (found.Length == 0)
        {
            throw ColumnErrors.Missing(nameof(inputSchema), name);
        }

        bool isVector = found[^1].Kind != SchemaShape.Column.VectorKind.Scalar;
        if (found[^1].ItemType is not TextDataViewType || (isVector && !takesVectors))
        {
            throw WrongType(nameof(inputSchema), name, takesVectors, $"{(isVector ? "a vector of " : "")}{found[^1].ItemType}");
        }
    }

    /// <summary>Returns a function that reads and copies the texts of the current row, whose memory may be reused. None is null.</summary>
    public static Func<string[]> Reader(DataViewRow row, DataViewSchema.Column column)
    {
        if (column.Type is TextDataViewType)
        {
            ValueGetter<ReadOnlyMemory<char>> getText = row.GetGetter<ReadOnlyMemory<char>>(column);
            ReadOnlyMemory<char> text = default;
            return () =>
            {
                getText(ref text);
                return [text.ToString()];
            };
        }

        ValueGetter<VBuffer<ReadOnlyMemory<char>>> getTexts = row.GetGetter<VBuffer<ReadOnlyMemory<char>>>(column);
        VBuffer<ReadOnlyMemory<char>> texts = default;
        return () =>
        {
            getTexts(ref texts);
            return [.. texts.DenseValues().Select(item => item.ToString())];
        };
    }

    private static Exception WrongType(string parameter, string name, bool takesVectors, string actual) =>
        ColumnErrors.WrongType(parameter, name, takesVectors ? "String or a vector of String" : "String", actual);
}
