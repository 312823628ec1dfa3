using System.Diagnostics;
using CharRnn.Inference;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace CharRnn.MlNetExtensions.Internals;

/// <summary>A new column.</summary>
/// <param name="Column">Its name, type and annotations.</param>
/// <param name="MakeGetter">Makes a <see cref="ValueGetter{TValue}"/> of the column from a function that returns the row's result.</param>
internal sealed record ResultColumn<TResult>(DataViewSchema.DetachedColumn Column, Func<Func<TResult>, Delegate> MakeGetter);

/// <summary>The result of a row, or the reason why it has none.</summary>
internal readonly record struct Outcome<TResult>(TResult? Result, InvalidTextException? Failure);

/// <summary>A transformer bound to a schema, whatever the type of its results.</summary>
internal interface ITextMapper : IRowToRowMapper
{
    /// <summary>Returns a view with the new columns. Its source must have the schema.</summary>
    IDataView View(IDataView source);
}

/// <summary>
/// A transformer bound to a schema. The output has the input's columns in their places, then the new ones. Each transformer nests a
/// mapper that says how rows are computed.
/// </summary>
internal abstract class TextMapper<TResult> : ITextMapper
{
    private readonly TextTransformer transformer;
    private readonly IReadOnlyList<ResultColumn<TResult>> outputs;
    private readonly DataViewSchema.Column textColumn;

    /// <exception cref="ArgumentOutOfRangeException">The input column is missing, or is not text.</exception>
    protected TextMapper(
        TextTransformer transformer, DataViewSchema inputSchema, string inputColumnName, bool takesVectors, IReadOnlyList<ResultColumn<TResult>> outputs)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        this.transformer = transformer;
        this.outputs = outputs;
        textColumn = TextColumn.Find(inputSchema, inputColumnName, takesVectors);
        DataViewSchema.Builder builder = new();
        builder.AddColumns(inputSchema.Select(column => new DataViewSchema.DetachedColumn(column)));
        builder.AddColumns(outputs.Select(output => output.Column));
        InputSchema = inputSchema;
        OutputSchema = builder.ToSchema();
    }

    public DataViewSchema InputSchema { get; }

    public DataViewSchema OutputSchema { get; }

    /// <summary>Gets how many rows are worth computing at once.</summary>
    public abstract int BatchSize { get; }

    /// <summary>Gets how many rows may be held in memory.</summary>
    public abstract int LookAhead { get; }

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
            ? new MappedRow<TResult>(input, this, activeColumns)
            : throw new ArgumentException("The row's schema must be the one that the mapper was made for.", nameof(input));
    }

    public IDataView View(IDataView source) => new MappedView<TResult>(source, this);

    /// <summary>Whether a column of the output is a new one.</summary>
    public bool IsOutput(DataViewSchema.Column column) => column.Index >= InputSchema.Count;

    /// <summary>Returns a function that reads the texts of a row.</summary>
    public Func<string[]> Reader(DataViewRow input) => TextColumn.Reader(input, textColumn);

    /// <summary>Returns the getter of a new column.</summary>
    /// <exception cref="InvalidOperationException">The column's values are of another type.</exception>
    public ValueGetter<TValue> Getter<TValue>(DataViewSchema.Column column, Func<TResult> current) =>
        outputs[column.Index - InputSchema.Count].MakeGetter(current) as ValueGetter<TValue>
        ?? throw ColumnErrors.WrongValueType(typeof(TValue), column.Name, column.Type.RawType);

    /// <inheritdoc cref="TextTransformer.EnterModel"/>
    public CharRnnModel EnterModel() => transformer.EnterModel();

    /// <inheritdoc cref="TextTransformer.LeaveModel"/>
    public void LeaveModel() => transformer.LeaveModel();

    /// <summary>Computes many rows at once. A row that cannot be computed does not affect the others.</summary>
    /// <param name="model">The model, entered.</param>
    /// <param name="rows">The texts of each row.</param>
    public Outcome<TResult>[] Compute(CharRnnModel model, IReadOnlyList<string[]> rows)
    {
        long start = Stopwatch.GetTimestamp();
        Outcome<TResult>[] outcomes = ComputeEach(model, rows);
        int failed = outcomes.Count(outcome => outcome.Failure is not null);
        KeyValuePair<string, object?> tag = CharRnnTelemetry.TagOf(model.Name);
        RowTelemetry.Rows.Add(rows.Count - failed, tag, CharRnnTelemetry.Outcome("computed"));
        RowTelemetry.Rows.Add(failed, tag, CharRnnTelemetry.Outcome("failed"));
        RowTelemetry.TimePerBlock.Record(Stopwatch.GetElapsedTime(start).TotalSeconds, tag);
        return outcomes;
    }

    /// <summary>Returns a row's result.</summary>
    /// <exception cref="InvalidOperationException">The row has none. The message says why, with the column and the row.</exception>
    public TResult ResultOf(Outcome<TResult> outcome, long row) =>
        outcome.Failure is null ? outcome.Result! : throw ColumnErrors.InRow(textColumn.Name, row, outcome.Failure);

    /// <exception cref="InvalidTextException">One of the texts cannot be computed.</exception>
    protected abstract IReadOnlyList<TResult> ComputeAll(CharRnnModel model, IReadOnlyList<string[]> rows);

    private Outcome<TResult>[] ComputeEach(CharRnnModel model, IReadOnlyList<string[]> rows)
    {
        try
        {
            return [.. ComputeAll(model, rows).Select(result => new Outcome<TResult>(result, null))];
        }
        catch (InvalidTextException) when (rows.Count > 1)
        {
            return [.. rows.SelectMany(row => ComputeEach(model, [row]))];
        }
        catch (InvalidTextException exception)
        {
            return [new Outcome<TResult>(default, exception)];
        }
    }
}
