namespace Microsoft.ML.Data;

/// <summary>Rows out of order: the source's own shuffling where it can, then a pool of rows at a time.</summary>
internal sealed class ShuffleView(IDataView source, int? seed, int poolSize, bool shuffleSource) : IDataView
{
    public bool CanShuffle => true;

    public DataViewSchema Schema => source.Schema;

    public long? GetRowCount() => source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null)
    {
        Random random = rand ?? (seed is { } value ? new Random(value) : new Random());
        return new Cursor(source.GetRowCursor(columnsNeeded, shuffleSource && source.CanShuffle ? random : null), random, poolSize);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    private sealed class Cursor : DataViewRowCursor
    {
        private readonly DataViewRowCursor input;
        private readonly Random random;
        private readonly int poolSize;
        private readonly Dictionary<int, ColumnStore> stores = [];
        private readonly List<Action> appenders = [];
        private readonly ValueGetter<DataViewRowId> idGetter;
        private readonly List<DataViewRowId> ids = [];
        private int[] order = [];
        private int next;
        private long position = -1;

        public Cursor(DataViewRowCursor input, Random random, int poolSize)
        {
            this.input = input;
            this.random = random;
            this.poolSize = poolSize;
            idGetter = input.GetIdGetter();
            foreach (DataViewSchema.Column column in input.Schema.Where(input.IsColumnActive))
            {
                ColumnStore store = ColumnStore.Of(column.Type);
                stores.Add(column.Index, store);
                appenders.Add(store.Appender(input, column));
            }
        }

        public override long Position => position;

        public override long Batch => 0;

        public override DataViewSchema Schema => input.Schema;

        public override bool MoveNext()
        {
            next++;
            if (next >= order.Length)
            {
                FillPool();
            }

            bool moved = next < order.Length;
            position = moved ? position + 1 : -1;
            return moved;
        }

        public override bool IsColumnActive(DataViewSchema.Column column) => input.IsColumnActive(column);

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = ids[order[next]];

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) =>
            Getters.Cast<TValue>(stores.GetValueOrDefault(column.Index)?.Getter(() => order[next]), column);

        protected override void Dispose(bool disposing) => input.Dispose();

        private void FillPool()
        {
            ids.Clear();
            foreach (ColumnStore store in stores.Values)
            {
                store.Clear();
            }

            while (ids.Count < poolSize && input.MoveNext())
            {
                DataViewRowId id = default;
                idGetter(ref id);
                ids.Add(id);
                appenders.ForEach(append => append());
            }

            order = [.. Enumerable.Range(0, ids.Count)];
            random.Shuffle(order);
            next = 0;
        }
    }
}
