namespace Microsoft.ML.Data;

/// <summary>Numbers from 1 to <see cref="Count"/> that stand for something; 0 is missing.</summary>
public sealed class KeyDataViewType : PrimitiveDataViewType
{
    public KeyDataViewType(Type type, ulong count)
        : base(type)
    {
        ArgumentOutOfRangeException.ThrowIfZero(count);
        if (type != typeof(byte) && type != typeof(ushort) && type != typeof(uint) && type != typeof(ulong))
        {
            throw new ArgumentException("Key type must be an unsigned integer.", nameof(type));
        }

        Count = count;
    }

    public KeyDataViewType(Type type, int count)
        : this(type, (ulong)count)
    {
    }

    public ulong Count { get; }

    public override bool Equals(DataViewType other) => other is KeyDataViewType key && key.RawType == RawType && key.Count == Count;

    public override int GetHashCode() => HashCode.Combine(RawType, Count);

    public override string ToString() => $"Key<{RawType.Name}, 0-{Count - 1}>";
}
