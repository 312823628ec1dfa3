using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace CharRnn.Trainer;

/// <summary>Arrays in binary files, their length before them. A length is checked against what is left before it takes memory.</summary>
internal static class BinaryArrays
{
    public static void Write(BinaryWriter writer, byte[] bytes)
    {
        writer.Write(bytes.Length);
        writer.Write(bytes);
    }

    /// <exception cref="InvalidDataException">The bytes are not all there.</exception>
    public static byte[] Read(BinaryReader reader)
    {
        int length = reader.ReadInt32();
        CheckLeft(reader, length, 1);
        return reader.ReadBytes(length);
    }

    public static void Write(BinaryWriter writer, float[] values)
    {
        writer.Write(values.Length);
        writer.Write(MemoryMarshal.AsBytes(values.AsSpan()));
    }

    /// <exception cref="InvalidDataException">The length is not <paramref name="count"/>, or the values are not all there.</exception>
    public static float[] ReadFloats(BinaryReader reader, int count) => ReadNumbers<float>(reader, count);

    public static void Write(BinaryWriter writer, double[] values)
    {
        writer.Write(values.Length);
        writer.Write(MemoryMarshal.AsBytes(values.AsSpan()));
    }

    /// <exception cref="InvalidDataException">The length is not <paramref name="count"/>, or the values are not all there.</exception>
    public static double[] ReadDoubles(BinaryReader reader, int count) => ReadNumbers<double>(reader, count);

    private static T[] ReadNumbers<T>(BinaryReader reader, int count)
        where T : unmanaged
    {
        int found = reader.ReadInt32();
        if (found != count)
        {
            throw new InvalidDataException($"it has {found} values where {count} are expected.");
        }

        CheckLeft(reader, count, Unsafe.SizeOf<T>());
        T[] values = new T[count];
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }

    private static void CheckLeft(BinaryReader reader, int count, int size)
    {
        if (count < 0 || (reader.BaseStream.CanSeek && reader.BaseStream.Length - reader.BaseStream.Position < (long)count * size))
        {
            throw new InvalidDataException($"it ends before the {count} values that it announces.");
        }
    }
}
