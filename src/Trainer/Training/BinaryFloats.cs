using System.Runtime.InteropServices;

namespace CharRnn.Trainer;

/// <summary>Arrays of floats in binary files, each preceded by its length.</summary>
internal static class BinaryFloats
{
    public static void Write(BinaryWriter writer, float[] values)
    {
        writer.Write(values.Length);
        writer.Write(MemoryMarshal.AsBytes(values.AsSpan()));
    }

    /// <exception cref="InvalidDataException">The length is not <paramref name="count"/>, or the values are not all there.</exception>
    public static float[] Read(BinaryReader reader, int count)
    {
        int found = reader.ReadInt32();
        if (found != count)
        {
            throw new InvalidDataException($"it has {found} values where {count} are expected.");
        }

        if (reader.BaseStream.CanSeek && reader.BaseStream.Length - reader.BaseStream.Position < (long)count * sizeof(float))
        {
            throw new InvalidDataException($"it ends before the {count} values that it announces.");
        }

        float[] values = new float[count];
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }
}
