using Microsoft.ML.Data;
using Microsoft.ML.OnnxRuntime;

namespace Microsoft.ML.Transforms.Onnx;

/// <summary>Runs an ONNX model for each row by itself, its tensors copied in and out, by a session of default options: as upstream does.</summary>
public sealed class OnnxTransformer : ITransformer, IDisposable
{
    internal OnnxTransformer(string[] outputColumnNames, string[] inputColumnNames, string modelFile, IDictionary<string, int[]> shapeDictionary)
    {
        Session = new InferenceSession(modelFile);
        Inputs = [.. inputColumnNames.Select(name => Column(name, Session.InputMetadata, shapeDictionary))];
        Outputs = [.. outputColumnNames.Select(name => Column(name, Session.OutputMetadata, shapeDictionary))];
    }

    public bool IsRowToRowMapper => true;

    internal InferenceSession Session { get; }

    internal IReadOnlyList<DataViewSchema.DetachedColumn> Inputs { get; }

    internal IReadOnlyList<DataViewSchema.DetachedColumn> Outputs { get; }

    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => new OnnxMapper(this, inputSchema).OutputSchema;

    public IDataView Transform(IDataView input) => new RowMapperView(input, new OnnxMapper(this, input.Schema));

    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => new OnnxMapper(this, inputSchema);

    public void Dispose() => Session.Dispose();

    void ICanSaveModel.Save(ModelSaveContext ctx) => throw new NotSupportedException("compat/Microsoft.ML.OnnxTransformer cannot be saved.");

    // Dimensions that neither the model nor the caller fixes are 1.
    private static DataViewSchema.DetachedColumn Column(string name, IReadOnlyDictionary<string, NodeMetadata> metadata, IDictionary<string, int[]> shapes)
    {
        if (!metadata.TryGetValue(name, out NodeMetadata node))
        {
            throw new InvalidOperationException($"Column {name} doesn't match the node names of the model");
        }

        int[] shape = shapes is not null && shapes.TryGetValue(name, out int[] given) ? given : [.. node.Dimensions.Select(dimension => Math.Max(1, dimension))];
        PrimitiveDataViewType item = NumberDataViewType.All.FirstOrDefault(type => type.RawType == node.ElementType)
            ?? throw new NotSupportedException($"compat/Microsoft.ML.OnnxTransformer has no columns of {node.ElementType}.");
        return new DataViewSchema.DetachedColumn(name, new VectorDataViewType(item, shape));
    }
}
