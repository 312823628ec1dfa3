using Microsoft.ML.Data;

namespace Microsoft.ML;

public sealed class DataOperationsCatalog
{
    private readonly int? contextSeed;

    internal DataOperationsCatalog(int? contextSeed)
    {
        this.contextSeed = contextSeed;
    }

    public IDataView LoadFromEnumerable<TRow>(IEnumerable<TRow> data, SchemaDefinition schemaDefinition = null)
        where TRow : class
    {
        ArgumentNullException.ThrowIfNull(data);
        return new EnumerableView<TRow>(data, schemaDefinition);
    }

    public IEnumerable<TRow> CreateEnumerable<TRow>(IDataView data, bool reuseRowObject, bool ignoreMissingColumns = false, SchemaDefinition schemaDefinition = null)
        where TRow : class, new()
    {
        ArgumentNullException.ThrowIfNull(data);
        MemberColumn[] columns = RowFiller.Columns(typeof(TRow), data.Schema, ignoreMissingColumns, schemaDefinition);
        return Enumerate<TRow>(data, columns, reuseRowObject);
    }

    public IDataView Cache(IDataView input, params string[] columnsToPrefetch) => new CacheView(input, columnsToPrefetch);

    public IDataView ShuffleRows(IDataView input, int? seed = null, int shufflePoolSize = 1000, bool shuffleSource = true) =>
        new ShuffleView(input, seed ?? contextSeed, shufflePoolSize, shuffleSource);

    public IDataView SkipRows(IDataView input, long count) => new SkipTakeView(input, count, long.MaxValue);

    public IDataView TakeRows(IDataView input, long count) => new SkipTakeView(input, 0, count);

    public TrainTestData TrainTestSplit(IDataView data, double testFraction = 0.1, string samplingKeyColumnName = null, int? seed = null)
    {
        if (testFraction is not (> 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(testFraction), "Must be between 0 and 1 exclusive");
        }

        if (samplingKeyColumnName is not null)
        {
            throw new NotSupportedException("compat/Microsoft.ML splits by row only.");
        }

        int salt = seed ?? contextSeed ?? 0;
        return new TrainTestData(new FilteredView(data, id => !IsTest(id)), new FilteredView(data, IsTest));

        bool IsTest(DataViewRowId id)
        {
            ulong hash = (id.Low ^ id.High ^ (uint)salt) * 0x9E3779B97F4A7C15;
            hash = (hash ^ (hash >> 32)) * 0xD6E8FEB86659FD93;
            return (hash >> 11) * (1.0 / (1UL << 53)) < testFraction;
        }
    }

    private static IEnumerable<TRow> Enumerate<TRow>(IDataView data, MemberColumn[] columns, bool reuseRowObject)
        where TRow : class, new()
    {
        using DataViewRowCursor cursor = data.GetRowCursor([.. columns.Select(column => data.Schema[column.Name])]);
        RowFiller filler = RowFiller.Of(cursor, columns);
        TRow row = null;
        while (cursor.MoveNext())
        {
            row = reuseRowObject && row is not null ? row : new TRow();
            filler.Fill(row);
            yield return row;
        }
    }

    public readonly struct TrainTestData
    {
        internal TrainTestData(IDataView trainSet, IDataView testSet)
        {
            TrainSet = trainSet;
            TestSet = testSet;
        }

        public readonly IDataView TrainSet;

        public readonly IDataView TestSet;
    }
}
