namespace Microsoft.ML.Data;

/// <summary>Objects as rows, enumerated anew by each cursor, which as upstream does not dispose the enumerator.</summary>
internal sealed class EnumerableView<TRow>(IEnumerable<TRow> rows, SchemaDefinition definition) : IDataView
    where TRow : class
{
    private readonly MemberColumn[] columns = MemberColumn.Of(typeof(TRow), SchemaDefinition.Direction.Read, definition);
    private DataViewSchema schema;

    public bool CanShuffle => false;

    public DataViewSchema Schema => schema ??= MemberColumn.Schema(columns);

    public long? GetRowCount() => (rows as ICollection<TRow>)?.Count;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null) =>
        new Cursor(this, [.. columnsNeeded.Select(column => column.Index)]);

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    private sealed class Cursor(EnumerableView<TRow> view, HashSet<int> active) : DataViewRowCursor
    {
        private readonly IEnumerator<TRow> enumerator = view.Rows();
        private readonly ObjectRow row = new(view.columns, view.Schema);
        private bool isAtEnd;

        public override long Position => isAtEnd ? -1 : row.Position;

        public override long Batch => 0;

        public override DataViewSchema Schema => view.Schema;

        public override bool MoveNext()
        {
            isAtEnd = isAtEnd || !enumerator.MoveNext();
            if (!isAtEnd)
            {
                row.Set(enumerator.Current);
            }

            return !isAtEnd;
        }

        public override bool IsColumnActive(DataViewSchema.Column column) => active.Contains(column.Index);

        public override ValueGetter<DataViewRowId> GetIdGetter() => row.GetIdGetter();

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) =>
            IsColumnActive(column) ? row.GetGetter<TValue>(column) : Getters.Cast<TValue>(null, column);
    }

    private IEnumerator<TRow> Rows() => rows.GetEnumerator();
}
