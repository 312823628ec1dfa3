using System.Runtime.InteropServices;

namespace TorchSharp;

public static unsafe partial class torch
{
    /// <summary>Shares the array's memory: a change of one is a change of the other, until either gets a copy.</summary>
    public static Tensor from_array(Array rawArray, Device? device = null) =>
        from_array(rawArray, ToScalarType(rawArray.GetType().GetElementType()!), device);

    /// <summary>Shares the array's memory, unless the type differs from the array's.</summary>
    public static Tensor from_array(Array rawArray, ScalarType? dtype, Device? device = null, bool requires_grad = false,
        string[]? names = null)
    {
        ScalarType source = ToScalarType(rawArray.GetType().GetElementType()!);
        var target = (ScalarType)DefaultType(dtype ?? source, device, names);
        Tensor shared = Share(rawArray, Shape(rawArray), source);
        if (target == source)
        {
            return shared.requires_grad_(requires_grad);
        }

        using (shared)
        {
            return shared.to_type(target).requires_grad_(requires_grad);
        }
    }

    // The array stays pinned until libtorch drops the last reference to its memory.
    private static Tensor Share(Array array, long[] shape, ScalarType dtype)
    {
        var pin = GCHandle.Alloc(array, GCHandleType.Pinned);
        fixed (long* sizes = shape)
        {
            return Native.Result(Native.ts_from_blob(
                (void*)pin.AddrOfPinnedObject(), sizes, shape.Length, (sbyte)dtype, &Unpin, GCHandle.ToIntPtr(pin)));
        }
    }

    [UnmanagedCallersOnly]
    private static void Unpin(nint pin) => GCHandle.FromIntPtr(pin).Free();

    private static Tensor FromArray<T>(IList<T> values, ReadOnlySpan<long> dimensions, ScalarType? dtype, Device? device,
        bool requires_grad, string[]? names)
        where T : unmanaged =>
        Copy<T>(values as T[] ?? [.. values], dimensions, dtype, device, requires_grad, names);

    private static Tensor FromArray<T>(Array values, ScalarType? dtype, Device? device, bool requires_grad,
        string[]? names) where T : unmanaged
    {
        ReadOnlySpan<T> elements = MemoryMarshal.CreateReadOnlySpan(ref System.Runtime.CompilerServices.Unsafe.As<byte,
            T>(ref MemoryMarshal.GetArrayDataReference(values)), values.Length);
        return Copy(elements, Shape(values), dtype, device, requires_grad, names);
    }

    private static Tensor Copy<T>(ReadOnlySpan<T> values, ReadOnlySpan<long> dimensions, ScalarType? dtype, Device? device,
        bool requires_grad, string[]? names)
        where T : unmanaged
    {
        long count = 1L;
        foreach (long length in dimensions)
        {
            count *= length;
        }

        if (count != values.Length)
        {
            throw new ArgumentException($"mismatched total size creating a tensor from an array: {count} vs. {values.Length}");
        }

        ScalarType source = ToScalarType(typeof(T));
        sbyte target = DefaultType(dtype ?? source, device, names);
        fixed (T* data = values)
        fixed (long* sizes = dimensions)
        {
            return Native.Result(Native.ts_from_data(data, sizes, dimensions.Length, (sbyte)source, target, requires_grad));
        }
    }

    private static long[] Shape(Array array) => [.. Enumerable.Range(0, array.Rank).Select(array.GetLongLength)];
}
