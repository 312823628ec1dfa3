using System.Buffers.Binary;
using static TorchSharp.torch;

namespace CharRnn.Trainer;

/// <summary>libtorch's random numbers, which belong to the process. Not by get_rng_state, whose generator a garbage collection can free while it is read.</summary>
internal static class TorchRandom
{
    /// <summary>Starts the random numbers from a seed.</summary>
    public static void Seed(ulong seed)
    {
        using Generator generator = manual_seed(unchecked((long)seed));
    }

    /// <summary>
    /// Starts the random numbers of every device anew from the next number of the CPU's. Only the CPU's state is saved: what a GPU draws after
    /// this follows from it. In the caller's dispose scope.
    /// </summary>
    public static void Renew() => Seed((ulong)randint(long.MaxValue, 1, dtype: ScalarType.Int64).item<long>());

    /// <summary>Writes the state of the random numbers. In the caller's dispose scope.</summary>
    public static void Save(BinaryWriter writer) => BinaryArrays.Write(writer, GetState());

    /// <summary>Reads what <see cref="Save"/> wrote. In the caller's dispose scope.</summary>
    /// <exception cref="InvalidDataException">It is no such state.</exception>
    public static void Load(BinaryReader reader)
    {
        byte[] state = BinaryArrays.Read(reader);
        int length = GetState().Length;
        if (state.Length != length)
        {
            throw new InvalidDataException($"the state of the random numbers has {state.Length} bytes where {length} are expected.");
        }

        if (!IsMersenneTwister(state))
        {
            throw new InvalidDataException("the state of the random numbers is not one of libtorch's.");
        }

        using Generator generator = Generator.Default;
        generator.set_state(tensor(state, dtype: ScalarType.Byte));
    }

    // libtorch ends the process where the first three conditions do not hold, and reads past its 624 words where the last does not.
    // CPUGeneratorImplStateLegacy has the seed at 0, then left, seeded, and next.
    private static bool IsMersenneTwister(ReadOnlySpan<byte> state)
    {
        const int words = 624;
        int left = BinaryPrimitives.ReadInt32LittleEndian(state[8..]);
        int seeded = BinaryPrimitives.ReadInt32LittleEndian(state[12..]);
        ulong next = BinaryPrimitives.ReadUInt64LittleEndian(state[16..]);
        return seeded == 1 && left is > 0 and <= words && next <= words && next + (ulong)left <= words + 1;
    }

    private static byte[] GetState()
    {
        using Generator generator = Generator.Default;
        return generator.get_state().data<byte>().ToArray();
    }
}
