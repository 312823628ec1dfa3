using Microsoft.ML;

namespace CharRnn.MlNetExtensions.Internals;

/// <summary>A view with the new columns, computed as they are read.</summary>
internal sealed class TextMappedView<TResult>(IDataView source, TextMapper<TResult> mapper) : IDataView
{
    public bool CanShuffle => source.CanShuffle;

    public DataViewSchema Schema => mapper.OutputSchema;

    public long? GetRowCount() => source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        DataViewSchema.Column[] needed = [.. columnsNeeded];
        return Wrap(source.GetRowCursor(mapper.GetDependencies(needed), rand), needed);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        DataViewSchema.Column[] needed = [.. columnsNeeded];
        return [.. source.GetRowCursorSet(mapper.GetDependencies(needed), n, rand).Select(cursor => Wrap(cursor, needed))];
    }

    private DataViewRowCursor Wrap(DataViewRowCursor cursor, DataViewSchema.Column[] needed) =>
        needed.Any(mapper.IsOutput) ? new LookAheadCursor<TResult>(cursor, mapper, needed) : new PassThroughCursor(cursor, mapper.OutputSchema);
}
