namespace Microsoft.ML.Data;

/// <summary>New columns made of each row by itself.</summary>
internal abstract class RowMapper(DataViewSchema inputSchema, IReadOnlyList<DataViewSchema.DetachedColumn> outputs) : IRowToRowMapper
{
    public DataViewSchema InputSchema { get; } = inputSchema;

    public DataViewSchema OutputSchema { get; } = Append(inputSchema, outputs);

    /// <summary>What any of the new columns is made of.</summary>
    protected abstract IEnumerable<DataViewSchema.Column> Inputs { get; }

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns)
    {
        DataViewSchema.Column[] needed = [.. dependingColumns];
        IEnumerable<DataViewSchema.Column> passed = needed.Where(column => column.Index < InputSchema.Count).Select(column => InputSchema[column.Index]);
        return [.. (needed.Any(column => column.Index >= InputSchema.Count) ? passed.Concat(Inputs) : passed).DistinctBy(column => column.Index)];
    }

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns) => new MappedRow(input, OutputSchema, Getters(input, activeColumns));

    /// <returns>By the columns of the output: where a getter is made here, what makes it.</returns>
    public Delegate[] Getters(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        HashSet<int> active = [.. activeColumns.Select(column => column.Index - InputSchema.Count).Where(index => index >= 0)];
        return active.Count == 0 ? new Delegate[outputs.Count] : CreateGetters(input, active);
    }

    /// <returns>A getter of each new column, null where it is not active.</returns>
    protected abstract Delegate[] CreateGetters(DataViewRow input, IReadOnlySet<int> active);

    // Old columns keep their places; one with a new column's name is hidden.
    private static DataViewSchema Append(DataViewSchema schema, IEnumerable<DataViewSchema.DetachedColumn> added)
    {
        DataViewSchema.Builder builder = new();
        builder.AddColumns(schema);
        builder.AddColumns(added);
        return builder.ToSchema();
    }
}

/// <summary>A row with more columns; disposes the row that it is made of.</summary>
internal sealed class MappedRow(DataViewRow input, DataViewSchema schema, Delegate[] added) : DataViewRow
{
    public override long Position => input.Position;

    public override long Batch => input.Batch;

    public override DataViewSchema Schema => schema;

    public override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();

    public override bool IsColumnActive(DataViewSchema.Column column) =>
        column.Index < input.Schema.Count ? input.IsColumnActive(input.Schema[column.Index]) : added[column.Index - input.Schema.Count] is not null;

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => column.Index < input.Schema.Count
        ? input.GetGetter<TValue>(input.Schema[column.Index])
        : Data.Getters.Cast<TValue>(added[column.Index - input.Schema.Count], column);

    protected override void Dispose(bool disposing) => input.Dispose();
}
