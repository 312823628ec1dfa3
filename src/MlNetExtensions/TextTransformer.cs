using CharRnn.Inference;
using CharRnn.MlNetExtensions.Internals;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace CharRnn.MlNetExtensions;

/// <summary>
/// The base of CharRnn's transformers, which compute new columns from a column of texts. Each row is computed by itself. All cursors and
/// rows share one model. Dispose a transformer when no more cursors will be opened; open cursors can still be read. Safe for concurrent
/// use.
/// </summary>
public abstract class TextTransformer : ITransformer, IDisposable
{
    private readonly SharedModel shared;
    private readonly CharRnnModel model;
    private readonly SharedLifetime lifetime; // of this transformer; its users are the cursors and rows that compute

    private protected TextTransformer(SharedModel shared)
    {
        this.shared = shared;
        model = shared.Enter();
        lifetime = new SharedLifetime(GetType().Name, shared.Leave);
    }

    /// <summary>
    /// Gets the model, for other transforms, sessions and scorers. It is closed with this transformer, or with the last one of the same
    /// estimator or pipeline; dispose what was made from it first.
    /// </summary>
    public CharRnnModel Model => model;

    /// <summary>Gets whether a row's new columns depend on that row alone. Always true.</summary>
    public bool IsRowToRowMapper => true;

    /// <summary>Returns the schema of what <see cref="Transform"/> returns.</summary>
    /// <param name="inputSchema">The schema of the input.</param>
    /// <exception cref="ArgumentOutOfRangeException">The input column is missing, or is not text.</exception>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => Bind(inputSchema).OutputSchema;

    /// <summary>Returns a view of the input with the new columns, which are computed when they are read.</summary>
    /// <param name="input">The input.</param>
    /// <exception cref="ArgumentOutOfRangeException">The input column is missing, or is not text.</exception>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return Bind(input.Schema).View(input);
    }

    /// <summary>Returns a mapper that computes single rows, as a prediction engine needs it.</summary>
    /// <param name="inputSchema">The schema of the input.</param>
    /// <exception cref="ArgumentOutOfRangeException">The input column is missing, or is not text.</exception>
    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => Bind(inputSchema);

    /// <inheritdoc/>
    public void Dispose()
    {
        lifetime.Dispose();
        GC.SuppressFinalize(this);
    }

    void ICanSaveModel.Save(ModelSaveContext ctx) => ModelPersistence.Save(ctx, ToSaved(), shared);

    /// <summary>Returns what is saved beside the model.</summary>
    private protected abstract SavedTransformer ToSaved();

    /// <summary>Binds the transformer to a schema.</summary>
    private protected abstract ITextMapper Bind(DataViewSchema inputSchema);

    /// <summary>Keeps the model open. Each call must be followed by one of <see cref="LeaveModel"/>.</summary>
    /// <exception cref="ObjectDisposedException">The transformer is disposed.</exception>
    internal CharRnnModel EnterModel()
    {
        lifetime.Enter();
        return model;
    }

    internal void LeaveModel() => lifetime.Leave();
}
