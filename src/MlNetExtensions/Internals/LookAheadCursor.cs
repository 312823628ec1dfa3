using System.Runtime.ExceptionServices;
using CharRnn.Inference;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace CharRnn.MlNetExtensions.Internals;

/// <summary>
/// Reads rows ahead and keeps the columns that are needed. When the first result is read, the results of all rows read ahead are computed
/// at once. The first block is one batch and each later block is twice as large, so that a reader who stops early waits for little. Values
/// that are disposed by who reads them, such as images, cannot be kept: where they are needed, a block is one row.
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
    private Outcome<TResult>[]? outcomes; // of the rows read ahead, once one is read
    private CharRnnModel? model; // entered, once a result is read
    private ExceptionDispatchInfo? inputFailure; // thrown at the row where it occurred
    private readonly int capacity;
    private bool isInputAtEnd;
    private bool isDisposed;
    private int size;
    private int place = -1;
    private long position = -1;

    public LookAheadCursor(DataViewRowCursor input, TextMapper<TResult> mapper, IReadOnlyCollection<DataViewSchema.Column> needed)
    {
        IEnumerable<DataViewSchema.Column> inputs = needed.Where(column => !mapper.IsOutput(column)).DistinctBy(column => column.Index);
        capacity = inputs.Any(ColumnBuffer.IsDisposable) ? 1 : mapper.LookAhead;
        this.input = input;
        this.mapper = mapper;
        active = [.. needed.Select(column => column.Index)];
        passed = inputs.ToDictionary(column => column.Index, column => ColumnBuffer.Create(input, mapper.InputSchema[column.Index], capacity));
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

        return mapper.IsOutput(column)
            ? mapper.Getter<TValue>(column, Result)
            : passed[column.Index].MakeGetter(Place) as ValueGetter<TValue> ?? throw ColumnErrors.WrongValueType(typeof(TValue), column.Name, column.Type.RawType);
    }

    protected override void Dispose(bool disposing)
    {
        isDisposed = true;
        if (Interlocked.Exchange(ref model, null) is not null)
        {
            mapper.LeaveModel();
        }

        input.Dispose();
        base.Dispose(disposing);
    }

    private void ReadAhead()
    {
        size = Math.Min(size == 0 ? mapper.BatchSize : 2 * size, capacity);
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
        outcomes ??= mapper.Compute(model ??= mapper.EnterModel(), texts);
        return mapper.ResultOf(outcomes[current], position);
    }
}

/// <summary>The values of one column in the rows that were read ahead. Each row has a place, whose memory is reused.</summary>
internal abstract class ColumnBuffer
{
    /// <summary>Whether the values are disposed by who reads them.</summary>
    public static bool IsDisposable(DataViewSchema.Column column) => typeof(IDisposable).IsAssignableFrom(column.Type.RawType);

    public static ColumnBuffer Create(DataViewRow row, DataViewSchema.Column column, int capacity)
    {
        Type type = column.Type is VectorDataViewType vector
            ? typeof(VectorBuffer<>).MakeGenericType(vector.ItemType.RawType)
            : (IsDisposable(column) ? typeof(Unbuffered<>) : typeof(ValueBuffer<>)).MakeGenericType(column.Type.RawType);
        return (ColumnBuffer)Activator.CreateInstance(type, row, column, capacity)!;
    }

    /// <summary>Stores the value of the current row.</summary>
    public abstract void Store(int place);

    /// <summary>Returns a getter of the value in the current place.</summary>
    public abstract Delegate MakeGetter(Func<int> current);

    private class ValueBuffer<T>(DataViewRow row, DataViewSchema.Column column, int capacity) : ColumnBuffer
    {
        private readonly ValueGetter<T> getter = row.GetGetter<T>(column);
        private readonly T[] values = new T[capacity];

        public override void Store(int place) => getter(ref values[place]);

        public override Delegate MakeGetter(Func<int> current) => new ValueGetter<T>((ref T value) => Copy(in values[current()], ref value));

        protected virtual void Copy(ref readonly T stored, ref T value) => value = stored;
    }

    // The row has the value, because no row is read ahead of it.
    private sealed class Unbuffered<T>(DataViewRow row, DataViewSchema.Column column, int capacity) : ColumnBuffer
    {
        private readonly ValueGetter<T> getter = capacity == 1 ? row.GetGetter<T>(column) : throw new ArgumentOutOfRangeException(nameof(capacity));

        public override void Store(int place)
        {
        }

        public override Delegate MakeGetter(Func<int> current) => new ValueGetter<T>((ref T value) =>
        {
            current(); // throws where there is no row
            getter(ref value);
        });
    }

    // A vector's arrays belong to its place, so a reader gets a copy.
    private sealed class VectorBuffer<T>(DataViewRow row, DataViewSchema.Column column, int capacity) : ValueBuffer<VBuffer<T>>(row, column, capacity)
    {
        protected override void Copy(ref readonly VBuffer<T> stored, ref VBuffer<T> value) => stored.CopyTo(ref value);
    }
}
