using System.Collections.Immutable;

namespace Microsoft.ML.Data;

public sealed class VectorDataViewType : StructuredDataViewType
{
    public VectorDataViewType(PrimitiveDataViewType itemType, int size = 0)
        : this(itemType, ImmutableArray.Create(size))
    {
    }

    public VectorDataViewType(PrimitiveDataViewType itemType, params int[] dimensions)
        : this(itemType, ImmutableArray.Create(dimensions))
    {
    }

    public VectorDataViewType(PrimitiveDataViewType itemType, ImmutableArray<int> dimensions)
        : base(typeof(VBuffer<>).MakeGenericType(itemType.RawType))
    {
        if (dimensions.IsDefaultOrEmpty || dimensions.Any(dimension => dimension < 0))
        {
            throw new ArgumentOutOfRangeException(nameof(dimensions));
        }

        ItemType = itemType;
        Dimensions = dimensions;
        Size = dimensions.Aggregate(1, (size, dimension) => checked(size * dimension));
    }

    public ImmutableArray<int> Dimensions { get; }

    public PrimitiveDataViewType ItemType { get; }

    /// <summary>How many values there are; 0 where that differs from row to row.</summary>
    public int Size { get; }

    public bool IsKnownSize => Size > 0;

    public override bool Equals(DataViewType other) =>
        other is VectorDataViewType vector && ItemType.Equals(vector.ItemType) && Dimensions.SequenceEqual(vector.Dimensions);

    public override int GetHashCode() => HashCode.Combine(ItemType, Size);

    public override string ToString() => Dimensions is [0]
        ? $"Vector<{ItemType}>"
        : $"Vector<{ItemType}{string.Concat(Dimensions.Select(dimension => dimension > 0 ? $", {dimension}" : ", *"))}>";
}
