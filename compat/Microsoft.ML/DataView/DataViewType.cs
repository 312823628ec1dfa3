namespace Microsoft.ML.Data;

public abstract class DataViewType(Type rawType) : IEquatable<DataViewType>
{
    /// <summary>The type of the values, what TValue is in a getter.</summary>
    public Type RawType { get; } = rawType;

    public abstract bool Equals(DataViewType other);

    public override bool Equals(object obj) => obj is DataViewType other && Equals(other);

    public override int GetHashCode() => RawType.GetHashCode();
}

public abstract class StructuredDataViewType(Type rawType) : DataViewType(rawType);

public abstract class PrimitiveDataViewType(Type rawType) : DataViewType(rawType)
{
    public override bool Equals(DataViewType other) => ReferenceEquals(this, other);
}

public sealed class TextDataViewType : PrimitiveDataViewType
{
    private TextDataViewType()
        : base(typeof(ReadOnlyMemory<char>))
    {
    }

    public static TextDataViewType Instance { get; } = new();

    public override string ToString() => "String";
}

public sealed class BooleanDataViewType : PrimitiveDataViewType
{
    private BooleanDataViewType()
        : base(typeof(bool))
    {
    }

    public static BooleanDataViewType Instance { get; } = new();

    public override string ToString() => "Boolean";
}

public sealed class RowIdDataViewType : PrimitiveDataViewType
{
    private RowIdDataViewType()
        : base(typeof(DataViewRowId))
    {
    }

    public static RowIdDataViewType Instance { get; } = new();

    public override string ToString() => "DataViewRowId";
}
