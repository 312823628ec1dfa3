namespace Microsoft.ML.Data;

/// <summary>A view with the columns of a mapper, made as they are asked for.</summary>
internal sealed class RowMapperView(IDataView source, RowMapper mapper) : IDataView
{
    public bool CanShuffle => source.CanShuffle;

    public DataViewSchema Schema => mapper.OutputSchema;

    public long? GetRowCount() => source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null)
    {
        DataViewSchema.Column[] needed = [.. columnsNeeded];
        return new Cursor(source.GetRowCursor(mapper.GetDependencies(needed), rand), mapper, needed);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null)
    {
        DataViewSchema.Column[] needed = [.. columnsNeeded];
        return [.. source.GetRowCursorSet(mapper.GetDependencies(needed), n, rand).Select(cursor => new Cursor(cursor, mapper, needed))];
    }

    private sealed class Cursor(DataViewRowCursor input, RowMapper mapper, DataViewSchema.Column[] needed) : DataViewRowCursor
    {
        private readonly DataViewRow row = mapper.GetRow(input, needed);
        private readonly HashSet<int> active = [.. needed.Select(column => column.Index)];

        public override long Position => input.Position;

        public override long Batch => input.Batch;

        public override DataViewSchema Schema => row.Schema;

        public override bool MoveNext() => input.MoveNext();

        public override ValueGetter<DataViewRowId> GetIdGetter() => row.GetIdGetter();

        public override bool IsColumnActive(DataViewSchema.Column column) => active.Contains(column.Index);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) =>
            IsColumnActive(column) ? row.GetGetter<TValue>(column) : Getters.Cast<TValue>(null, column);

        protected override void Dispose(bool disposing) => row.Dispose();
    }
}
