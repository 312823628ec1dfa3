using System.Collections;

namespace TorchSharp.Utils;

/// <summary>Reads and writes a CPU tensor's elements in row-major order.</summary>
public sealed unsafe class TensorAccessor<T> : IDisposable, IEnumerable<T> where T : unmanaged
{
    private torch.Tensor? _tensor;

    internal TensorAccessor(torch.Tensor tensor)
    {
        _ = tensor.DataAddress();
        _tensor = tensor;
    }

    public long Count => _tensor?.NumberOfElements ?? 0;

    public bool IsReadOnly => false;

    private torch.Tensor Tensor => _tensor ?? throw new ObjectDisposedException(nameof(TensorAccessor<T>));

    /// <summary>One index counts elements in row-major order; several are a position.</summary>
    public T this[params long[] indices]
    {
        get => At(Offset(indices));
        set => At(Offset(indices)) = value;
    }

    public T[] ToArray()
    {
        var array = new T[Count];
        if (array.Length > 0)
        {
            CopyTo(array);
        }

        return array;
    }

    /// <summary>Copies as many elements as fit, starting at <paramref name="tensorIndex"/>.</summary>
    public void CopyTo(T[] array, int arrayIndex = 0, long tensorIndex = 0)
    {
        using torch.Tensor source = Contiguous(tensorIndex);
        var available = new ReadOnlySpan<T>((T*)source.DataAddress() + tensorIndex, checked((int)(Count - tensorIndex)));
        available[..Math.Min(available.Length, array.Length - arrayIndex)].CopyTo(array.AsSpan(arrayIndex));
    }

    /// <summary>Copies as many elements as fit into the tensor, starting at <paramref name="tensorIndex"/>.</summary>
    public void CopyFrom(T[] array, int arrayIndex = 0, long tensorIndex = 0)
    {
        long count = Math.Min(array.Length - arrayIndex, Count - tensorIndex);
        for (int i = 0; i < count; i++)
        {
            At(Offset([tensorIndex + i])) = array[arrayIndex + i];
        }
    }

    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)ToArray()).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public void Dispose() => _tensor = null;

    private ref T At(long offset)
    {
        ref T element = ref ((T*)Tensor.DataAddress())[offset];
        GC.KeepAlive(_tensor);
        return ref element;
    }

    // A new handle, never the accessor's own, so that it can be disposed either way.
    private torch.Tensor Contiguous(long tensorIndex)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(tensorIndex);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(tensorIndex, Count);
        return Tensor.contiguous();
    }

    private long Offset(long[] indices)
    {
        (long[]? shape, long[]? strides) = (Tensor.shape, Tensor.stride());
        long[] position = indices.Length == 1 ? Position(indices[0], shape) : indices;
        long offset = 0L;
        for (int i = 0; i < shape.Length; i++)
        {
            if (position[i] < 0 || position[i] >= shape[i])
            {
                throw new IndexOutOfRangeException($"{position[i]} >= {shape[i]} in dimension {i}.");
            }

            offset += position[i] * strides[i];
        }
        return offset;
    }

    private long[] Position(long index, long[] shape)
    {
        if (index >= Count)
        {
            throw new IndexOutOfRangeException();
        }

        ArgumentOutOfRangeException.ThrowIfNegative(index);
        long[] position = new long[shape.Length];
        for (int i = shape.Length - 1; i >= 0; i--)
        {
            (index, position[i]) = Math.DivRem(index, shape[i]);
        }

        return position;
    }
}
