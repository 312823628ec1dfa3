namespace Microsoft.ML.Data;

/// <summary>A column's values of many rows, kept.</summary>
internal abstract class ColumnStore
{
    public static ColumnStore Of(DataViewType type) => (ColumnStore)Activator.CreateInstance(
        type is VectorDataViewType vector ? typeof(VectorStore<>).MakeGenericType(vector.ItemType.RawType) : typeof(PlainStore<>).MakeGenericType(type.RawType));

    /// <summary>What adds the row's value each time that it is called.</summary>
    public abstract Action Appender(DataViewRow row, DataViewSchema.Column column);

    public abstract Delegate Getter(Func<int> index);

    public abstract void Clear();

    private class PlainStore<T> : ColumnStore
    {
        private readonly List<T> values = [];

        public override Action Appender(DataViewRow row, DataViewSchema.Column column)
        {
            ValueGetter<T> getter = row.GetGetter<T>(column);
            return () =>
            {
                T value = default;
                getter(ref value);
                values.Add(value);
            };
        }

        public override Delegate Getter(Func<int> index) => new ValueGetter<T>((ref T value) => Copy(values[index()], ref value));

        public override void Clear() => values.Clear();

        protected virtual void Copy(T stored, ref T value) => value = stored;
    }

    private sealed class VectorStore<T> : PlainStore<VBuffer<T>>
    {
        protected override void Copy(VBuffer<T> stored, ref VBuffer<T> value) => stored.CopyTo(ref value);
    }
}
