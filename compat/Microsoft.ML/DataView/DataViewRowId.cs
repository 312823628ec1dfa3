namespace Microsoft.ML.Data;

/// <summary>128 bits that tell a row from others, the same in every cursor over a view.</summary>
public readonly struct DataViewRowId(ulong low, ulong high) : IComparable<DataViewRowId>, IEquatable<DataViewRowId>
{
    public readonly ulong Low = low;

    public readonly ulong High = high;

    public static bool operator ==(DataViewRowId first, DataViewRowId second) => first.Equals(second);

    public static bool operator !=(DataViewRowId first, DataViewRowId second) => !first.Equals(second);

    public static bool operator <(DataViewRowId first, DataViewRowId second) => first.CompareTo(second) < 0;

    public static bool operator >(DataViewRowId first, DataViewRowId second) => first.CompareTo(second) > 0;

    public static bool operator <=(DataViewRowId first, DataViewRowId second) => first.CompareTo(second) <= 0;

    public static bool operator >=(DataViewRowId first, DataViewRowId second) => first.CompareTo(second) >= 0;

    public bool Equals(DataViewRowId other) => Low == other.Low && High == other.High;

    public override bool Equals(object obj) => obj is DataViewRowId other && Equals(other);

    public int CompareTo(DataViewRowId other) => High == other.High ? Low.CompareTo(other.Low) : High.CompareTo(other.High);

    public override int GetHashCode() => HashCode.Combine(Low, High);

    public override string ToString() => $"{High:x16}{Low:x16}";
}
