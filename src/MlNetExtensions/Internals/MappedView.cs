using CharRnn.Inference;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace CharRnn.MlNetExtensions.Internals;

/// <summary>A view with the new columns, which are computed when they are read.</summary>
internal sealed class MappedView<TResult>(IDataView source, TextMapper<TResult> mapper) : IDataView
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

    /// <summary>The input's rows under the output's schema, if no new column is needed. Nothing is read ahead or computed.</summary>
    private sealed class PassThroughCursor(DataViewRowCursor input, DataViewSchema schema) : DataViewRowCursor
    {
        public override long Position => input.Position;

        public override long Batch => input.Batch;

        public override DataViewSchema Schema => schema;

        public override bool MoveNext() => input.MoveNext();

        public override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();

        public override bool IsColumnActive(DataViewSchema.Column column) =>
            column.Index < input.Schema.Count && input.IsColumnActive(input.Schema[column.Index]);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) =>
            IsColumnActive(column) ? PassedColumn.Getter<TValue>(input, input.Schema[column.Index]) : throw ColumnErrors.NotActive(column.Name);

        protected override void Dispose(bool disposing)
        {
            input.Dispose();
            base.Dispose(disposing);
        }
    }
}

/// <summary>
/// A single row with the new columns. They are computed when they are read, and again when the input has moved. The row keeps the model
/// open only while it computes: a prediction engine disposes the transformer and the first row of a chain, but none of the later rows.
/// </summary>
internal sealed class MappedRow<TResult>(DataViewRow input, TextMapper<TResult> mapper, IEnumerable<DataViewSchema.Column> activeColumns) : DataViewRow
{
    private readonly HashSet<int> active = [.. activeColumns.Select(column => column.Index)];
    private Func<string[]>? read;
    private long computedPosition = -1;
    private bool isDisposed;
    private Outcome<TResult> computed;

    public override long Position => input.Position;

    public override long Batch => input.Batch;

    public override DataViewSchema Schema => mapper.OutputSchema;

    public override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();

    public override bool IsColumnActive(DataViewSchema.Column column) => active.Contains(column.Index);

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        if (!IsColumnActive(column))
        {
            throw ColumnErrors.NotActive(column.Name);
        }

        if (!mapper.IsOutput(column))
        {
            return PassedColumn.Getter<TValue>(input, mapper.InputSchema[column.Index]);
        }

        read ??= mapper.Reader(input);
        return mapper.Getter<TValue>(column, Result);
    }

    protected override void Dispose(bool disposing)
    {
        isDisposed = true;
        input.Dispose();
        base.Dispose(disposing);
    }

    private TResult Result()
    {
        ObjectDisposedException.ThrowIf(isDisposed, this);
        PassedColumn.CheckRow(input);
        if (computedPosition != input.Position)
        {
            Compute();
        }

        return mapper.ResultOf(computed, input.Position);
    }

    private void Compute()
    {
        CharRnnModel model = mapper.EnterModel();
        try
        {
            computed = mapper.Compute(model, [read!()])[0];
            computedPosition = input.Position;
        }
        finally
        {
            mapper.LeaveModel();
        }
    }
}

/// <summary>Reads a column of the input where it is. ML.NET's own rows say little, or nothing, if they are read before the first MoveNext.</summary>
internal static class PassedColumn
{
    public static ValueGetter<TValue> Getter<TValue>(DataViewRow input, DataViewSchema.Column column)
    {
        ValueGetter<TValue> getter = input.GetGetter<TValue>(column);
        return (ref TValue value) =>
        {
            CheckRow(input);
            getter(ref value);
        };
    }

    /// <exception cref="InvalidOperationException">The input stands at no row.</exception>
    public static void CheckRow(DataViewRow input)
    {
        if (input.Position < 0)
        {
            throw ColumnErrors.NoRow();
        }
    }
}
