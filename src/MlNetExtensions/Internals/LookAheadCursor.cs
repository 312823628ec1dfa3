using System.Runtime.ExceptionServices;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace CharRnn.MlNetExtensions.Internals;

/// <summary>
/// Reads some rows ahead, keeps of them what is asked for, computes their results all at once when the first is read, and hands the
/// rows out in their order. It begins with one batch and reads more each time, so that who stops early has waited for little.
/// </summary>
internal sealed class LookAheadCursor<TResult> : DataViewRowCursor
{
    private readonly DataViewRowCursor input;
    private readonly TextMapper<TResult> mapper;
    private readonly HashSet<int> active;
    private readonly Dictionary<int, ColumnBuffer> passed; // by the input's column
    private readonly ValueGetter<DataViewRowId> getInputId;
    private readonly Func<string[]> readTexts;

    private readonly DataViewRowId[] ids;
    private readonly long[] batches;
    private readonly List<string[]> texts;
    private Outcome<TResult>[]? outcomes; // of the rows read ahead, once any is asked for
    private TextComputation<TResult>? computation;
    private ExceptionDispatchInfo? inputFailure; // thrown in the place of the row that it is about
    private bool isInputAtEnd;
    private bool isDisposed;
    private int size;
    private int place = -1;
    private long position = -1;

    public LookAheadCursor(DataViewRowCursor input, TextMapper<TResult> mapper, IReadOnlyCollection<DataViewSchema.Column> needed)
    {
        int capacity = mapper.Mapping.LookAhead;
        this.input = input;
        this.mapper = mapper;
        active = [.. needed.Select(column => column.Index)];
        passed = needed.Where(column => !mapper.IsOutput(column)).DistinctBy(column => column.Index)
            .ToDictionary(column => column.Index, column => ColumnBuffer.Create(input, mapper.InputSchema[column.Index], capacity));
        getInputId = input.GetIdGetter();
        readTexts = mapper.Reader(input);
        ids = new DataViewRowId[capacity];
        batches = new long[capacity];
        texts = new List<string[]>(capacity);
    }

    public override long Position => position;

    public override long Batch => position < 0 ? 0 : batches[place];

    public override DataViewSchema Schema => mapper.OutputSchema;

    public override bool MoveNext()
    {
        place++;
        if (place >= texts.Count)
        {
            ReadAhead();
        }

        bool moved = place < texts.Count;
        position = moved ? position + 1 : -1;
        if (!moved)
        {
            inputFailure?.Throw();
        }

        return moved;
    }

    public override bool IsColumnActive(DataViewSchema.Column column) => active.Contains(column.Index);

    public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = ids[Place()];

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        if (!IsColumnActive(column))
        {
            throw ColumnErrors.NotActive(column.Name);
        }

        Delegate getter = mapper.IsOutput(column) ? mapper.Getter(column, Result) : passed[column.Index].MakeGetter(Place);
        return getter as ValueGetter<TValue> ?? throw ColumnErrors.WrongValueType(typeof(TValue), column.Name, column.Type.RawType);
    }

    protected override void Dispose(bool disposing)
    {
        isDisposed = true;
        computation?.Dispose();
        computation = null;
        input.Dispose();
        base.Dispose(disposing);
    }

    private void ReadAhead()
    {
        size = size == 0 ? mapper.Mapping.BatchSize : Math.Min(2 * size, mapper.Mapping.LookAhead);
        texts.Clear();
        outcomes = null;
        place = 0;
        try
        {
            while (texts.Count < size && !isInputAtEnd && inputFailure is null)
            {
                ReadRow();
            }
        }
        catch (Exception exception)
        {
            inputFailure = ExceptionDispatchInfo.Capture(exception);
        }
    }

    private void ReadRow()
    {
        isInputAtEnd = !input.MoveNext();
        if (isInputAtEnd)
        {
            return;
        }

        int next = texts.Count;
        foreach (ColumnBuffer column in passed.Values)
        {
            column.Store(next);
        }

        getInputId(ref ids[next]);
        batches[next] = input.Batch;
        texts.Add(readTexts());
    }

    private int Place() => position < 0 ? throw ColumnErrors.NoRow() : place;

    private TResult Result()
    {
        ObjectDisposedException.ThrowIf(isDisposed, this);
        int current = Place();
        outcomes ??= (computation ??= mapper.Mapping.Begin()).Compute(texts);
        Outcome<TResult> outcome = outcomes[current];
        return outcome.Failure is null ? outcome.Result! : throw ColumnErrors.InRow(mapper.Mapping.InputColumnName, position, outcome.Failure);
    }
}
