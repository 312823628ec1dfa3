using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms.Onnx;

public sealed class OnnxScoringEstimator : TrivialEstimator<OnnxTransformer>
{
    internal OnnxScoringEstimator(OnnxTransformer transformer)
        : base(transformer)
    {
    }

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        Dictionary<string, SchemaShape.Column> result = inputSchema.ToDictionary(column => column.Name);
        foreach (DataViewSchema.DetachedColumn input in Transformer.Inputs)
        {
            if (!result.TryGetValue(input.Name, out SchemaShape.Column column))
            {
                throw Contracts.ExceptSchemaMismatch(nameof(inputSchema), "input", input.Name);
            }

            if (column.Kind == SchemaShape.Column.VectorKind.VariableVector)
            {
                throw Contracts.ExceptSchemaMismatch(nameof(inputSchema), "input", input.Name, "vector", column.GetTypeString());
            }

            DataViewType expected = ((VectorDataViewType)input.Type).ItemType;
            if (!expected.Equals(column.ItemType))
            {
                throw Contracts.ExceptSchemaMismatch(nameof(inputSchema), "input", input.Name, expected.ToString(), column.ItemType.ToString());
            }
        }

        foreach (DataViewSchema.DetachedColumn output in Transformer.Outputs)
        {
            result[output.Name] = SchemaShape.Column.Of(output.Name, output.Type, null);
        }

        return new SchemaShape(result.Values);
    }
}
