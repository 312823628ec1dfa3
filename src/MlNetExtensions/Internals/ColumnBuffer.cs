using Microsoft.ML;
using Microsoft.ML.Data;

namespace CharRnn.MlNetExtensions.Internals;

/// <summary>A column's values of the rows that have been read ahead, by their places; a place's memory is used again.</summary>
internal abstract class ColumnBuffer
{
    public static ColumnBuffer Create(DataViewRow row, DataViewSchema.Column column, int capacity)
    {
        Type type = column.Type is VectorDataViewType vector
            ? typeof(VectorBuffer<>).MakeGenericType(vector.ItemType.RawType)
            : typeof(ValueBuffer<>).MakeGenericType(column.Type.RawType);
        return (ColumnBuffer)Activator.CreateInstance(type, row, column, capacity)!;
    }

    /// <summary>Keeps the value of the row at hand.</summary>
    public abstract void Store(int place);

    /// <summary>A getter of the value in whichever place is the current one.</summary>
    public abstract Delegate MakeGetter(Func<int> current);

    private class ValueBuffer<T>(DataViewRow row, DataViewSchema.Column column, int capacity) : ColumnBuffer
    {
        private readonly ValueGetter<T> getter = row.GetGetter<T>(column);
        private readonly T[] values = new T[capacity];

        public override void Store(int place) => getter(ref values[place]);

        public override Delegate MakeGetter(Func<int> current) => new ValueGetter<T>((ref T value) => Copy(in values[current()], ref value));

        protected virtual void Copy(ref readonly T stored, ref T value) => value = stored;
    }

    // A vector's arrays stay with its place: whoever reads it gets a copy in arrays of their own.
    private sealed class VectorBuffer<T>(DataViewRow row, DataViewSchema.Column column, int capacity) : ValueBuffer<VBuffer<T>>(row, column, capacity)
    {
        protected override void Copy(ref readonly VBuffer<T> stored, ref VBuffer<T> value) => stored.CopyTo(ref value);
    }
}
