using Microsoft.ML;
using Microsoft.ML.Data;

namespace CharRnn.MlNetExtensions.Tests;

/// <summary>A value that its reader disposes, or gives back to the getter, which then disposes it: ML.NET's images are such.</summary>
internal sealed class Picture(long row) : IDisposable
{
    public long Row { get; } = row;

    public bool IsDisposed { get; private set; }

    public void Dispose() => IsDisposed = true;
}

internal sealed class PictureType() : StructuredDataViewType(typeof(Picture))
{
    public override bool Equals(DataViewType? other) => other is PictureType;
}

/// <summary>Another view with a column of pictures in front.</summary>
internal sealed class PictureView : IDataView
{
    private readonly IDataView source;

    public PictureView(IDataView source)
    {
        this.source = source;
        DataViewSchema.Builder builder = new();
        builder.AddColumn("Picture", new PictureType());
        builder.AddColumns(source.Schema.Select(column => new DataViewSchema.DetachedColumn(column)));
        Schema = builder.ToSchema();
    }

    public bool CanShuffle => false;

    public DataViewSchema Schema { get; }

    public long? GetRowCount() => source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) => new Cursor(this, source.GetRowCursor(source.Schema));

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) => [GetRowCursor(columnsNeeded)];

    private sealed class Cursor(PictureView view, DataViewRowCursor input) : DataViewRowCursor
    {
        public override long Position => input.Position;

        public override long Batch => input.Batch;

        public override DataViewSchema Schema => view.Schema;

        public override bool MoveNext() => input.MoveNext();

        public override bool IsColumnActive(DataViewSchema.Column column) => true;

        public override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => column.Index > 0
            ? input.GetGetter<TValue>(input.Schema[column.Index - 1])
            : (ValueGetter<TValue>)(Delegate)new ValueGetter<Picture>(GetPicture);

        protected override void Dispose(bool disposing)
        {
            input.Dispose();
            base.Dispose(disposing);
        }

        private void GetPicture(ref Picture picture)
        {
            picture?.Dispose();
            picture = new Picture(input.Position);
        }
    }
}
