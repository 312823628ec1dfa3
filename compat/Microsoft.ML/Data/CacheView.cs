namespace Microsoft.ML.Data;

/// <summary>Keeps each column from the first time that it is asked for.</summary>
internal sealed class CacheView(IDataView source, string[] prefetch) : IDataView
{
    private readonly Lock gate = new();
    private readonly Dictionary<int, ColumnStore> stores = [];
    private List<DataViewRowId> ids;

    public bool CanShuffle => true;

    public DataViewSchema Schema => source.Schema;

    public long? GetRowCount() => ids?.Count ?? source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null)
    {
        Dictionary<int, ColumnStore> needed = Keep(columnsNeeded);
        int[] order = [.. Enumerable.Range(0, ids.Count)];
        rand?.Shuffle(order);
        return new StoredCursor(Schema, needed, ids, order, batch: 0);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null)
    {
        Dictionary<int, ColumnStore> needed = Keep(columnsNeeded);
        int parts = Math.Max(1, n);
        int size = (ids.Count / parts) + 1;
        return [.. Enumerable.Range(0, parts).Select(part =>
            new StoredCursor(Schema, needed, ids, Enumerable.Range(0, ids.Count).Skip(part * size).Take(size), part))];
    }

    private Dictionary<int, ColumnStore> Keep(IEnumerable<DataViewSchema.Column> columnsNeeded)
    {
        DataViewSchema.Column[] needed = [.. columnsNeeded.Concat((prefetch ?? []).Select(name => Schema[name])).DistinctBy(column => column.Index)];
        lock (gate)
        {
            DataViewSchema.Column[] missing = [.. needed.Where(column => !stores.ContainsKey(column.Index))];
            if (missing.Length > 0 || ids is null)
            {
                Read(missing);
            }

            return needed.ToDictionary(column => column.Index, column => stores[column.Index]);
        }
    }

    private void Read(DataViewSchema.Column[] missing)
    {
        using DataViewRowCursor cursor = source.GetRowCursor(missing);
        ColumnStore[] columns = [.. missing.Select(column => ColumnStore.Of(column.Type))];
        Action[] appenders = [.. missing.Select((column, i) => columns[i].Appender(cursor, column))];
        List<DataViewRowId> read = [];
        while (cursor.MoveNext())
        {
            // As upstream, the cache counts its rows by itself.
            read.Add(new DataViewRowId((ulong)read.Count, 0));
            foreach (Action append in appenders)
            {
                append();
            }
        }

        ids = read;
        for (int i = 0; i < missing.Length; i++)
        {
            stores.Add(missing[i].Index, columns[i]);
        }
    }
}
