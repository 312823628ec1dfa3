using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

namespace Microsoft.ML.Transforms
{
    public sealed class CustomMappingEstimator<TSrc, TDst> : TrivialEstimator<CustomMappingTransformer<TSrc, TDst>>
        where TSrc : class, new()
        where TDst : class, new()
    {
        internal CustomMappingEstimator(CustomMappingTransformer<TSrc, TDst> transformer)
            : base(transformer)
        {
        }

        public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
        {
            Dictionary<string, SchemaShape.Column> result = inputSchema.ToDictionary(column => column.Name);
            foreach (MemberColumn input in Transformer.InputColumns)
            {
                if (!result.TryGetValue(input.Name, out SchemaShape.Column column))
                {
                    throw Contracts.ExceptSchemaMismatch(nameof(inputSchema), "input", input.Name);
                }

                // A vector of a fixed size will do where one of any size is wanted.
                SchemaShape.Column wanted = SchemaShape.Column.Of(input.Name, input.Type, null);
                bool isVectorOfAnySize = wanted.Kind == SchemaShape.Column.VectorKind.VariableVector && column.Kind != SchemaShape.Column.VectorKind.Scalar;
                if (!wanted.ItemType.Equals(column.ItemType) || wanted.IsKey != column.IsKey || (wanted.Kind != column.Kind && !isVectorOfAnySize))
                {
                    throw Contracts.ExceptSchemaMismatch(nameof(inputSchema), "input", input.Name, input.Type.ToString(), column.GetTypeString());
                }
            }

            foreach (SchemaShape.Column added in SchemaShape.Create(Transformer.AddedSchema))
            {
                result[added.Name] = added;
            }

            return new SchemaShape(result.Values);
        }
    }
}

namespace Microsoft.ML
{
    public static class CustomMappingCatalog
    {
        public static CustomMappingEstimator<TSrc, TDst> CustomMapping<TSrc, TDst>(
            this TransformsCatalog catalog, Action<TSrc, TDst> mapAction, string contractName, SchemaDefinition inputSchemaDefinition = null, SchemaDefinition outputSchemaDefinition = null)
            where TSrc : class, new()
            where TDst : class, new() => new(new CustomMappingTransformer<TSrc, TDst>(mapAction, contractName, inputSchemaDefinition, outputSchemaDefinition));
    }
}
