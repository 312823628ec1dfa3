using Microsoft.ML;
using Microsoft.ML.Data;

namespace CharRnn.MlNetExtensions.Internals;

/// <summary>
/// A single row with the new columns, computed when they are read, and again when the input has moved on. It holds the model no longer
/// than it computes: a prediction engine closes the transformer and the first row of a chain, but none of the rows after it.
/// </summary>
internal sealed class TextMappedRow<TResult>(DataViewRow input, TextMapper<TResult> mapper, IEnumerable<DataViewSchema.Column> activeColumns) : DataViewRow
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
            return input.GetGetter<TValue>(mapper.InputSchema[column.Index]);
        }

        read ??= mapper.Reader(input);
        return mapper.Getter(column, Result) as ValueGetter<TValue> ?? throw ColumnErrors.WrongValueType(typeof(TValue), column.Name, column.Type.RawType);
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
        if (computedPosition != input.Position)
        {
            using TextComputation<TResult> computation = mapper.Mapping.Begin();
            computed = computation.Compute([read!()])[0];
            computedPosition = input.Position;
        }

        return computed.Failure is null ? computed.Result! : throw ColumnErrors.InRow(mapper.Mapping.InputColumnName, input.Position, computed.Failure);
    }
}
