using Microsoft.ML;
using Microsoft.ML.Data;

namespace CharRnn.MlNetExtensions.Internals;

/// <summary>A mapping bound to a schema, whatever its results are.</summary>
internal interface ITextMapper : IRowToRowMapper
{
    /// <summary>A view of that schema with the new columns.</summary>
    IDataView View(IDataView source);
}

/// <summary>A mapping bound to a schema: the input's columns in their places, then the new ones.</summary>
internal sealed class TextMapper<TResult> : ITextMapper
{
    private readonly DataViewSchema.Column textColumn;

    /// <exception cref="ArgumentOutOfRangeException">The column of texts is missing, or not of texts.</exception>
    public TextMapper(TextMapping<TResult> mapping, DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        textColumn = TextColumn.Find(inputSchema, mapping.InputColumnName, mapping.TakesVectors);
        DataViewSchema.Builder builder = new();
        builder.AddColumns(inputSchema.Select(column => new DataViewSchema.DetachedColumn(column)));
        builder.AddColumns(mapping.Outputs.Select(output => output.Column));
        Mapping = mapping;
        InputSchema = inputSchema;
        OutputSchema = builder.ToSchema();
    }

    public TextMapping<TResult> Mapping { get; }

    public DataViewSchema InputSchema { get; }

    public DataViewSchema OutputSchema { get; }

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns)
    {
        DataViewSchema.Column[] needed = [.. dependingColumns];
        IEnumerable<DataViewSchema.Column> passed = needed.Where(column => !IsOutput(column)).Select(column => InputSchema[column.Index]);
        return [.. (needed.Any(IsOutput) ? passed.Append(textColumn) : passed).DistinctBy(column => column.Index)];
    }

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(activeColumns);
        return ReferenceEquals(input.Schema, InputSchema)
            ? new TextMappedRow<TResult>(input, this, activeColumns)
            : throw new ArgumentException("The row's schema must be the one that the mapper was made for.", nameof(input));
    }

    public IDataView View(IDataView source) => new TextMappedView<TResult>(source, this);

    public bool IsOutput(DataViewSchema.Column column) => column.Index >= InputSchema.Count;

    /// <summary>What reads a row's texts.</summary>
    public Func<string[]> Reader(DataViewRow input) => TextColumn.Reader(input, textColumn);

    /// <summary>A getter of a new column.</summary>
    public Delegate Getter(DataViewSchema.Column column, Func<TResult> current) => Mapping.Outputs[column.Index - InputSchema.Count].MakeGetter(current);
}
