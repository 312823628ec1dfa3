using Microsoft.ML;
using Microsoft.ML.Data;

namespace CharRnn.MlNetExtensions.Tests;

/// <summary>Another view, and what is done with it.</summary>
internal sealed class WatchedView(IDataView source) : IDataView
{
    private int rowsRead;
    private int openCursors;

    public int RowsRead => rowsRead;

    public int OpenCursors => openCursors;

    public bool CanShuffle => source.CanShuffle;

    public DataViewSchema Schema => source.Schema;

    public long? GetRowCount() => source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
        new Cursor(this, source.GetRowCursor(columnsNeeded, rand));

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [.. source.GetRowCursorSet(columnsNeeded, n, rand).Select(cursor => new Cursor(this, cursor))];

    private sealed class Cursor : DataViewRowCursor
    {
        private readonly WatchedView view;
        private readonly DataViewRowCursor input;
        private bool isDisposed;

        public Cursor(WatchedView view, DataViewRowCursor input)
        {
            this.view = view;
            this.input = input;
            Interlocked.Increment(ref view.openCursors);
        }

        public override long Position => input.Position;

        public override long Batch => input.Batch;

        public override DataViewSchema Schema => input.Schema;

        public override bool MoveNext()
        {
            bool moved = input.MoveNext();
            Interlocked.Add(ref view.rowsRead, moved ? 1 : 0);
            return moved;
        }

        public override bool IsColumnActive(DataViewSchema.Column column) => input.IsColumnActive(column);

        public override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => input.GetGetter<TValue>(column);

        protected override void Dispose(bool disposing)
        {
            if (!isDisposed)
            {
                isDisposed = true;
                Interlocked.Decrement(ref view.openCursors);
                input.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
