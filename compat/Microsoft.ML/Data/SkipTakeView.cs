namespace Microsoft.ML.Data;

/// <summary>A view without its first rows, or with no more than so many; not shuffled, since then these would be others.</summary>
internal sealed class SkipTakeView(IDataView source, long skip, long take) : IDataView
{
    public bool CanShuffle => false;

    public DataViewSchema Schema => source.Schema;

    public long? GetRowCount() => source.GetRowCount() is { } count ? Math.Min(Math.Max(0, count - skip), take) : null;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null) =>
        new Cursor(source.GetRowCursor(columnsNeeded), skip, take);

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null) => [GetRowCursor(columnsNeeded)];

    private sealed class Cursor(DataViewRowCursor input, long skip, long take) : WrappedCursor(input)
    {
        private long skipped;
        private long taken;

        protected override bool MoveInput()
        {
            for (; skipped < skip; skipped++)
            {
                if (!Input.MoveNext())
                {
                    return false;
                }
            }

            return taken++ < take && Input.MoveNext();
        }
    }
}
