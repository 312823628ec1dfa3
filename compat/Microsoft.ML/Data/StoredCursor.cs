namespace Microsoft.ML.Data;

/// <summary>Kept rows in some order.</summary>
internal sealed class StoredCursor(
    DataViewSchema schema, IReadOnlyDictionary<int, ColumnStore> stores, IReadOnlyList<DataViewRowId> ids, IEnumerable<int> order, long batch) : DataViewRowCursor
{
    private readonly IEnumerator<int> rows = order.GetEnumerator();
    private long position = -1;

    public override long Position => position;

    public override long Batch => batch;

    public override DataViewSchema Schema => schema;

    public override bool MoveNext()
    {
        bool moved = rows.MoveNext();
        position = moved ? position + 1 : -1;
        return moved;
    }

    public override bool IsColumnActive(DataViewSchema.Column column) => stores.ContainsKey(column.Index);

    public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = ids[rows.Current];

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) =>
        Getters.Cast<TValue>(stores.GetValueOrDefault(column.Index)?.Getter(() => rows.Current), column);

    protected override void Dispose(bool disposing) => rows.Dispose();
}
