using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Copies a row's columns into objects of a class.</summary>
internal sealed class RowFiller
{
    private readonly Action<object>[] fillers;

    private RowFiller(Action<object>[] fillers)
    {
        this.fillers = fillers;
    }

    public static MemberColumn[] Columns(Type type, DataViewSchema schema, bool ignoreMissingColumns, SchemaDefinition definition)
    {
        MemberColumn[] columns = MemberColumn.Of(type, SchemaDefinition.Direction.Write, definition);
        foreach (MemberColumn column in columns)
        {
            DataViewSchema.Column? found = schema.GetColumnOrNull(column.Name);
            if (found is null && !ignoreMissingColumns)
            {
                throw new ArgumentOutOfRangeException(nameof(schema), $"Column '{column.Name}' not found in the data view");
            }

            if (found is { } there && !Fits(column.Type, there.Type))
            {
                throw new InvalidOperationException($"Can't bind the IDataView column '{column.Name}' of type '{there.Type}' to field or property '{column.Name}' of type '{column.Type.RawType}'.");
            }
        }

        return [.. columns.Where(column => schema.GetColumnOrNull(column.Name) is not null)];
    }

    public static RowFiller Of(DataViewRow row, IEnumerable<MemberColumn> columns) =>
        new([.. columns.Select(column => column.Filler(row, row.Schema[column.Name]))]);

    public void Fill(object target)
    {
        foreach (Action<object> filler in fillers)
        {
            filler(target);
        }
    }

    /// <summary>Checks that a schema has what a class reads.</summary>
    public static void CheckInputs(DataViewSchema schema, IEnumerable<MemberColumn> columns)
    {
        foreach (MemberColumn column in columns)
        {
            DataViewSchema.Column found = schema.GetColumnOrNull(column.Name) ?? throw Contracts.ExceptSchemaMismatch("inputSchema", "input", column.Name);
            if (!Fits(column.Type, found.Type))
            {
                throw Contracts.ExceptSchemaMismatch("inputSchema", "input", column.Name, column.Type.ToString(), found.Type.ToString());
            }
        }
    }

    private static bool Fits(DataViewType wanted, DataViewType found) =>
        wanted.RawType == found.RawType && (wanted is not VectorDataViewType { IsKnownSize: true } vector || vector.Size == ((VectorDataViewType)found).Size);
}
