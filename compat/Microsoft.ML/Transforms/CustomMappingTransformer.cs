using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

/// <summary>A user's function of each row. It saves its contract's name and assembly, and nothing else.</summary>
public sealed class CustomMappingTransformer<TSrc, TDst> : ITransformer
    where TSrc : class, new()
    where TDst : class, new()
{
    private readonly Action<TSrc, TDst> mapAction;
    private readonly string contractName;
    private readonly string contractAssembly;
    private readonly MemberColumn[] inputs;
    private readonly MemberColumn[] outputs;

    internal CustomMappingTransformer(Action<TSrc, TDst> mapAction, string contractName, SchemaDefinition inputSchemaDefinition = null, SchemaDefinition outputSchemaDefinition = null)
    {
        ArgumentNullException.ThrowIfNull(mapAction);
        this.mapAction = mapAction;
        this.contractName = contractName;
        contractAssembly = mapAction.Method.DeclaringType.Assembly.FullName;
        inputs = MemberColumn.Of(typeof(TSrc), SchemaDefinition.Direction.Both, inputSchemaDefinition);
        outputs = MemberColumn.Of(typeof(TDst), SchemaDefinition.Direction.Write, outputSchemaDefinition);
    }

    public bool IsRowToRowMapper => true;

    internal IReadOnlyList<MemberColumn> InputColumns => inputs;

    internal DataViewSchema AddedSchema => MemberColumn.Schema(outputs);

    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => new Mapper(this, inputSchema).OutputSchema;

    public IDataView Transform(IDataView input) => new RowMapperView(input, new Mapper(this, input.Schema));

    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => new Mapper(this, inputSchema);

    void ICanSaveModel.Save(ModelSaveContext ctx)
    {
        if (contractName is null)
        {
            throw new InvalidOperationException("Empty contract name for a transform: the transform cannot be saved");
        }

        ctx.CheckAtModel();
        ctx.SetVersionInfo(LambdaTransform.Version);
        ctx.SaveString(contractName);
        ctx.SaveString(contractAssembly);
    }

    private sealed class Mapper : RowMapper
    {
        private readonly CustomMappingTransformer<TSrc, TDst> parent;

        public Mapper(CustomMappingTransformer<TSrc, TDst> parent, DataViewSchema inputSchema)
            : base(inputSchema, [.. parent.AddedSchema.Select(column => new DataViewSchema.DetachedColumn(column))])
        {
            this.parent = parent;
            RowFiller.CheckInputs(inputSchema, parent.inputs);
        }

        protected override IEnumerable<DataViewSchema.Column> Inputs => parent.inputs.Select(column => InputSchema[column.Name]);

        protected override Delegate[] CreateGetters(DataViewRow input, IReadOnlySet<int> active)
        {
            RowFiller filler = RowFiller.Of(input, parent.inputs);
            TSrc source = new();
            TDst destination = new();
            long served = -1;
            return [.. parent.outputs.Select((column, i) => active.Contains(i) ? column.Getter(Current) : null)];

            // The function runs once a row, however many of its columns are read.
            object Current()
            {
                if (served != input.Position)
                {
                    filler.Fill(source);
                    parent.mapAction(source, destination);
                    served = input.Position;
                }

                return destination;
            }
        }
    }
}
