namespace Microsoft.ML.Data;

/// <summary>Another cursor's rows, some of them or all.</summary>
internal abstract class WrappedCursor(DataViewRowCursor input) : DataViewRowCursor
{
    private long position = -1;

    public override long Position => position;

    public override long Batch => input.Batch;

    public override DataViewSchema Schema => input.Schema;

    protected DataViewRowCursor Input => input;

    public sealed override bool MoveNext()
    {
        bool moved = MoveInput();
        position = moved ? position + 1 : -1;
        return moved;
    }

    public override bool IsColumnActive(DataViewSchema.Column column) => input.IsColumnActive(column);

    public override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => input.GetGetter<TValue>(column);

    protected abstract bool MoveInput();

    protected override void Dispose(bool disposing) => input.Dispose();
}
