using static TorchSharp.Native;

namespace TorchSharp;

public static unsafe partial class torch
{
    public static Tensor full(ReadOnlySpan<long> size, Scalar value, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false, string[]? names = null)
    {
        sbyte type = DefaultType(dtype ?? DefaultType(value), device, names);
        fixed (long* sizes = size)
        {
            return Result(ts_full(sizes, size.Length, value.Value, type, requires_grad));
        }
    }

    public static Tensor full(long[] size, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        string[]? names = null) =>
        full(size.AsSpan(), value, dtype, device, requires_grad, names);

    public static Tensor full_like(Tensor input, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        string[]? names = null) =>
        full(input.shape, value, dtype ?? input.dtype, device, requires_grad, names);
}
