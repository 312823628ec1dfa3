using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>Upstream's binary form: lengths as LEB128, a tensor as type, rank, sizes and little-endian data.</summary>
internal static class StateStream
{
    internal static void Encode(this BinaryWriter writer, long value)
    {
        for (; value > 0x7f; value >>= 7)
        {
            writer.Write((byte)(value | 0x80));
        }

        writer.Write((byte)value);
    }

    internal static long Decode(this BinaryReader reader)
    {
        long value = 0;
        for (int shift = 0; ; shift += 7)
        {
            long next = reader.ReadByte();
            value |= (next & 0x7f) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }
    }

    internal static void Write(this BinaryWriter writer, Tensor tensor)
    {
        writer.Encode((long)tensor.dtype);
        writer.Encode(tensor.Dimensions);
        foreach (long size in tensor.shape)
        {
            writer.Encode(size);
        }

        writer.Write(tensor.bytes);
    }

    /// <summary>Reads values into a tensor of the same type and shape.</summary>
    internal static void Read(this BinaryReader reader, Tensor tensor)
    {
        (ScalarType type, long[]? shape) = ReadHeader(reader);
        if (type != tensor.dtype)
        {
            throw new ArgumentException($"Mismatched tensor data types while loading: found {type}, expected {tensor.dtype}.");
        }

        if (!shape.SequenceEqual(tensor.shape))
        {
            throw new ArgumentException("Mismatched tensor shape while loading: found "
                + $"[{string.Join(", ", shape)}], expected [{string.Join(", ", tensor.shape)}].");
        }

        reader.BaseStream.ReadExactly(tensor.bytes);
    }

    internal static void WriteOptional(this BinaryWriter writer, Tensor? tensor)
    {
        writer.Write(tensor is not null);
        if (tensor is not null)
        {
            writer.Write(tensor);
        }
    }

    internal static Tensor? ReadOptional(this BinaryReader reader, Tensor? former)
    {
        former?.Dispose();
        if (!reader.ReadBoolean())
        {
            return null;
        }

        (ScalarType type, long[]? shape) = ReadHeader(reader);
        Tensor tensor = empty(shape, type).DetachFromDisposeScope();
        reader.BaseStream.ReadExactly(tensor.bytes);
        return tensor;
    }

    private static (ScalarType type, long[] shape) ReadHeader(BinaryReader reader)
    {
        var type = (ScalarType)reader.Decode();
        long[] shape = new long[reader.Decode()];
        for (int i = 0; i < shape.Length; i++)
        {
            shape[i] = reader.Decode();
        }

        return (type, shape);
    }
}
