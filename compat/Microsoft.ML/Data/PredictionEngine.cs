using Microsoft.ML.Data;

namespace Microsoft.ML;

public sealed class PredictionEngine<TSrc, TDst> : PredictionEngineBase<TSrc, TDst>
    where TSrc : class
    where TDst : class, new()
{
    internal PredictionEngine(
        ITransformer transformer, bool ignoreMissingColumns, bool ownsTransformer, SchemaDefinition inputSchemaDefinition, SchemaDefinition outputSchemaDefinition)
        : base(transformer, ignoreMissingColumns, ownsTransformer, inputSchemaDefinition, outputSchemaDefinition)
    {
    }

    public override void Predict(TSrc example, ref TDst prediction)
    {
        ArgumentNullException.ThrowIfNull(example);
        ExtractValues(example);
        prediction ??= new TDst();
        FillValues(prediction);
    }
}

public abstract class PredictionEngineBase<TSrc, TDst> : IDisposable
    where TSrc : class
    where TDst : class, new()
{
    private readonly ITransformer transformer;
    private readonly bool ownsTransformer;
    private readonly ObjectRow inputRow;
    private readonly RowFiller filler;
    private bool isDisposed;

    private protected PredictionEngineBase(
        ITransformer transformer, bool ignoreMissingColumns, bool ownsTransformer, SchemaDefinition inputSchemaDefinition, SchemaDefinition outputSchemaDefinition)
    {
        ArgumentNullException.ThrowIfNull(transformer);
        if (!transformer.IsRowToRowMapper)
        {
            throw new ArgumentException("Must be a row to row mapper", nameof(transformer));
        }

        this.transformer = transformer;
        this.ownsTransformer = ownsTransformer;
        MemberColumn[] inputColumns = MemberColumn.Of(typeof(TSrc), SchemaDefinition.Direction.Read, inputSchemaDefinition);
        inputRow = new ObjectRow(inputColumns, MemberColumn.Schema(inputColumns));
        IRowToRowMapper mapper = transformer.GetRowToRowMapper(inputRow.Schema);
        MemberColumn[] outputColumns = RowFiller.Columns(typeof(TDst), mapper.OutputSchema, ignoreMissingColumns, outputSchemaDefinition);
        filler = RowFiller.Of(mapper.GetRow(inputRow, mapper.OutputSchema), outputColumns);
        OutputSchema = mapper.OutputSchema;
    }

    public DataViewSchema OutputSchema { get; }

    public TDst Predict(TSrc example)
    {
        TDst result = new();
        Predict(example, ref result);
        return result;
    }

    public abstract void Predict(TSrc example, ref TDst prediction);

    public void Dispose()
    {
        if (isDisposed)
        {
            return;
        }

        isDisposed = true;
        inputRow.Dispose(); // as upstream, which leaves the rows that are made of it alone
        if (ownsTransformer)
        {
            (transformer as IDisposable)?.Dispose();
        }
    }

    private protected void ExtractValues(TSrc example) => inputRow.Set(example);

    private protected void FillValues(TDst prediction) => filler.Fill(prediction);
}

public sealed class PredictionEngineOptions
{
    public bool IgnoreMissingColumns = true;

    public SchemaDefinition InputSchemaDefinition;

    public SchemaDefinition OutputSchemaDefinition;

    public bool OwnsTransformer = true;
}
