namespace Microsoft.ML.Data;

/// <summary>One mapper after another.</summary>
internal sealed class CompositeRowMapper(DataViewSchema inputSchema, IReadOnlyList<IRowToRowMapper> mappers) : IRowToRowMapper
{
    public DataViewSchema InputSchema { get; } = inputSchema;

    public DataViewSchema OutputSchema => mappers.Count == 0 ? InputSchema : mappers[^1].OutputSchema;

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns) =>
        mappers.Reverse().Aggregate(dependingColumns, (columns, mapper) => [.. mapper.GetDependencies(columns)]);

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        // What each mapper has to give is what the one after it depends on.
        IEnumerable<DataViewSchema.Column>[] active = new IEnumerable<DataViewSchema.Column>[mappers.Count];
        IEnumerable<DataViewSchema.Column> needed = activeColumns;
        for (int i = mappers.Count - 1; i >= 0; i--)
        {
            active[i] = needed;
            needed = [.. mappers[i].GetDependencies(needed)];
        }

        DataViewRow row = input;
        for (int i = 0; i < mappers.Count; i++)
        {
            row = mappers[i].GetRow(row, active[i]);
        }

        return row;
    }
}
