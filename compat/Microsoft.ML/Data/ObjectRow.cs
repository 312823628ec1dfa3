namespace Microsoft.ML.Data;

/// <summary>One object as a row; another object is another position.</summary>
internal sealed class ObjectRow(MemberColumn[] columns, DataViewSchema schema) : DataViewRow
{
    private object current;
    private long position = -1;

    public override long Position => position;

    public override long Batch => 0;

    public override DataViewSchema Schema { get; } = schema;

    public void Set(object value)
    {
        current = value;
        position++;
    }

    public override bool IsColumnActive(DataViewSchema.Column column) => true;

    public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = new DataViewRowId((ulong)position, 0);

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => Getters.Cast<TValue>(columns[column.Index].Getter(() => current), column);
}

internal static class Getters
{
    /// <summary>What upstream throws at a getter of the wrong type, or of a column that is not active.</summary>
    public static ValueGetter<TValue> Cast<TValue>(Delegate getter, DataViewSchema.Column column) => getter switch
    {
        null => throw new ArgumentException($"Column '{column.Name}' is not active.", nameof(column)),
        ValueGetter<TValue> typed => typed,
        _ => throw new InvalidOperationException($"Invalid TValue in GetGetter: '{typeof(TValue)}', expected type: '{column.Type.RawType}'."),
    };
}
