using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>A schema's names and types in a model file; upstream keeps its annotations too.</summary>
internal static class SchemaFile
{
    private static readonly PrimitiveDataViewType[] Primitives = [TextDataViewType.Instance, BooleanDataViewType.Instance, RowIdDataViewType.Instance, .. NumberDataViewType.All];

    public static void Write(BinaryWriter writer, DataViewSchema schema)
    {
        writer.Write(schema.Count);
        foreach (DataViewSchema.Column column in schema)
        {
            VectorDataViewType vector = column.Type as VectorDataViewType;
            DataViewType item = vector?.ItemType ?? column.Type;
            KeyDataViewType key = item as KeyDataViewType;
            int primitive = Array.FindIndex(Primitives, type => key is null ? type == item : type is NumberDataViewType && type.RawType == key.RawType);
            if (primitive < 0)
            {
                throw new NotSupportedException($"compat/Microsoft.ML cannot save a schema with column '{column.Name}' of type {column.Type}.");
            }

            writer.Write(column.Name);
            writer.Write(primitive);
            writer.Write(key?.Count ?? 0);
            writer.Write(vector?.Dimensions.Length ?? 0);
            foreach (int dimension in vector?.Dimensions ?? [])
            {
                writer.Write(dimension);
            }
        }
    }

    public static DataViewSchema Read(BinaryReader reader)
    {
        DataViewSchema.Builder builder = new();
        for (int remaining = reader.ReadInt32(); remaining > 0; remaining--)
        {
            string name = reader.ReadString();
            PrimitiveDataViewType item = Primitives[reader.ReadInt32()];
            ulong keys = reader.ReadUInt64();
            item = keys == 0 ? item : new KeyDataViewType(item.RawType, keys);
            int[] dimensions = new int[reader.ReadInt32()];
            for (int i = 0; i < dimensions.Length; i++)
            {
                dimensions[i] = reader.ReadInt32();
            }

            builder.AddColumn(name, dimensions.Length == 0 ? item : new VectorDataViewType(item, dimensions));
        }

        return builder.ToSchema();
    }
}
