using System.Collections;
using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>What an estimator knows of columns before it has seen any: names, kinds and item types, but no sizes.</summary>
public sealed class SchemaShape(IEnumerable<SchemaShape.Column> columns) : IReadOnlyList<SchemaShape.Column>
{
    private readonly Column[] columns = [.. columns];

    public int Count => columns.Length;

    public Column this[int index] => columns[index];

    public IEnumerator<Column> GetEnumerator() => ((IEnumerable<Column>)columns).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal static SchemaShape Create(DataViewSchema schema) =>
        new(schema.Where(column => !column.IsHidden).Select(column => Column.Of(column.Name, column.Type, Create(column.Annotations.Schema))));

    public struct Column
    {
        // Internal upstream too: who extends ML.NET borrows columns from a stock estimator.
        internal Column(string name, VectorKind vecKind, DataViewType itemType, bool isKey, SchemaShape annotations = null)
        {
            Name = name;
            Kind = vecKind;
            ItemType = itemType;
            IsKey = isKey;
            Annotations = annotations ?? new SchemaShape([]);
        }

        public enum VectorKind
        {
            Scalar,
            Vector,
            VariableVector,
        }

        public readonly string Name;

        public readonly VectorKind Kind;

        public readonly DataViewType ItemType;

        public readonly bool IsKey;

        public readonly SchemaShape Annotations;

        internal static Column Of(string name, DataViewType type, SchemaShape annotations)
        {
            VectorKind kind = type is VectorDataViewType vector ? (vector.IsKnownSize ? VectorKind.Vector : VectorKind.VariableVector) : VectorKind.Scalar;
            DataViewType itemType = (type as VectorDataViewType)?.ItemType ?? type;
            bool isKey = itemType is KeyDataViewType;
            DataViewType rawItemType = isKey ? NumberDataViewType.All.Single(number => number.RawType == itemType.RawType) : itemType;
            return new Column(name, kind, rawItemType, isKey, annotations);
        }

        internal string GetTypeString() => Kind switch
        {
            VectorKind.Vector => $"Vector<{ItemType}>",
            VectorKind.VariableVector => $"VarVector<{ItemType}>",
            _ => IsKey ? $"Key<{ItemType}>" : ItemType.ToString(),
        };
    }
}
