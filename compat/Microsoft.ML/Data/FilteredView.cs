namespace Microsoft.ML.Data;

/// <summary>The rows of a view whose id passes a test, whatever the order in which they come.</summary>
internal sealed class FilteredView(IDataView source, Func<DataViewRowId, bool> keep) : IDataView
{
    public bool CanShuffle => source.CanShuffle;

    public DataViewSchema Schema => source.Schema;

    public long? GetRowCount() => null;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null) =>
        new Cursor(source.GetRowCursor(columnsNeeded, rand), keep);

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null) =>
        [.. source.GetRowCursorSet(columnsNeeded, n, rand).Select(cursor => new Cursor(cursor, keep))];

    private sealed class Cursor(DataViewRowCursor input, Func<DataViewRowId, bool> keep) : WrappedCursor(input)
    {
        private readonly ValueGetter<DataViewRowId> idGetter = input.GetIdGetter();
        private DataViewRowId id;

        protected override bool MoveInput()
        {
            while (Input.MoveNext())
            {
                idGetter(ref id);
                if (keep(id))
                {
                    return true;
                }
            }

            return false;
        }
    }
}
