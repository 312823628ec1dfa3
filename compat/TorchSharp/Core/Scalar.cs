namespace TorchSharp;

/// <summary>A number of a type that is known only when it is used.</summary>
public sealed class Scalar : IDisposable
{
    private Scalar(NativeScalar value) => Value = value;

    internal NativeScalar Value { get; }

    public torch.ScalarType Type => Value.Kind switch
    {
        NativeScalar.DoubleKind => torch.ScalarType.Float64,
        NativeScalar.BooleanKind => torch.ScalarType.Bool,
        _ => torch.ScalarType.Int64,
    };

    public static implicit operator Scalar(byte value) => new(new(value));

    public static implicit operator Scalar(sbyte value) => new(new(value));

    public static implicit operator Scalar(short value) => new(new(value));

    public static implicit operator Scalar(int value) => new(new(value));

    public static implicit operator Scalar(long value) => new(new(value));

    public static implicit operator Scalar(float value) => new(new((double)value));

    public static implicit operator Scalar(double value) => new(new(value));

    public static implicit operator Scalar(bool value) => new(new(value));

    /// <summary>Nothing to release: the number is managed.</summary>
    public void Dispose() { }

    internal static Scalar From(NativeScalar value) => new(value);
}

/// <summary>Mirrors ts::Scalar in native/common.h.</summary>
internal readonly struct NativeScalar
{
    internal const long DoubleKind = 0, IntegerKind = 1, BooleanKind = 2;

    internal readonly long Kind, Integer;
    internal readonly double Real;

    internal NativeScalar(double value) => (Kind, Real) = (DoubleKind, value);

    internal NativeScalar(long value) => (Kind, Integer) = (IntegerKind, value);

    internal NativeScalar(bool value) => (Kind, Integer) = (BooleanKind, value ? 1 : 0);

    internal double AsDouble => Kind == DoubleKind ? Real : Integer;

    internal long AsInteger => Kind == DoubleKind ? (long)Real : Integer;
}

public static class ScalarExtensionMethods
{
    public static Scalar ToScalar(this byte value) => value;

    public static Scalar ToScalar(this sbyte value) => value;

    public static Scalar ToScalar(this short value) => value;

    public static Scalar ToScalar(this int value) => value;

    public static Scalar ToScalar(this long value) => value;

    public static Scalar ToScalar(this float value) => value;

    public static Scalar ToScalar(this double value) => value;

    public static Scalar ToScalar(this bool value) => value;

    public static float ToSingle(this Scalar value) => (float)value.Value.AsDouble;

    public static double ToDouble(this Scalar value) => value.Value.AsDouble;

    public static int ToInt32(this Scalar value) => (int)value.Value.AsInteger;

    public static long ToInt64(this Scalar value) => value.Value.AsInteger;

    public static bool ToBoolean(this Scalar value) => value.Value.AsDouble != 0;
}
