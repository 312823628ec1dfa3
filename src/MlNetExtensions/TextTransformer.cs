using CharRnn.MlNetExtensions.Internals;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace CharRnn.MlNetExtensions;

/// <summary>
/// What CharRnn's transformers have in common: from a column of texts a model makes new columns, a row by itself. All cursors and
/// rows share one model. Dispose a transformer when no more cursor is to be opened; those that are open go on. Safe for concurrent use.
/// </summary>
public abstract class TextTransformer : ITransformer, IDisposable
{
    private readonly SharedModel model;
    private readonly ModelLease lease; // keeps the model open between cursors
    private volatile bool isDisposed;

    private protected TextTransformer(SharedModel model)
    {
        this.model = model;
        lease = new ModelLease(model);
    }

    /// <summary>True: a row's new columns depend on no other row.</summary>
    public bool IsRowToRowMapper => true;

    /// <summary>Which column an error in a saved pipeline is about.</summary>
    private protected abstract string SavedColumnName { get; }

    /// <summary>Which transformer it is, in a saved pipeline.</summary>
    private protected abstract string SavedKind { get; }

    /// <summary>All that it is but for the model, as JSON.</summary>
    private protected abstract string SavedSettings { get; }

    /// <summary>The schema that <see cref="Transform"/> gives.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The column of texts is missing, or holds something else.</exception>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => Bind(inputSchema).OutputSchema;

    /// <summary>A view of the data with the new columns, computed as they are read.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The column of texts is missing, or holds something else.</exception>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return Bind(input.Schema).View(input);
    }

    /// <summary>What computes single rows, as a prediction engine has them.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The column of texts is missing, or holds something else.</exception>
    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => Bind(inputSchema);

    /// <inheritdoc/>
    public void Dispose()
    {
        isDisposed = true;
        lease.Dispose();
        GC.SuppressFinalize(this);
    }

    void ICanSaveModel.Save(ModelSaveContext ctx) => ModelPersistence.Save(ctx, SavedColumnName, SavedKind, SavedSettings, model.Content);

    private protected abstract ITextMapper Bind(DataViewSchema inputSchema);

    private protected ModelLease TakeModel()
    {
        ObjectDisposedException.ThrowIf(isDisposed, this);
        return new ModelLease(model);
    }
}
