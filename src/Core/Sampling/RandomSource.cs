using System.Numerics;

namespace CharRnn;

/// <summary>
/// The random number generator of CharRnn: xoshiro256** (Blackman and Vigna, "Scrambled linear pseudorandom number generators", 2018),
/// seeded by SplitMix64. The same seed gives the same numbers on every machine and in every version. Not safe for concurrent use.
/// </summary>
public sealed class RandomSource
{
    private const ulong GoldenRatio = 0x9E3779B97F4A7C15; // the increment of SplitMix64

    private ulong s0, s1, s2, s3;

    /// <summary>Creates the generator of a seed.</summary>
    public RandomSource(ulong seed)
    {
        s0 = SplitMix64(ref seed);
        s1 = SplitMix64(ref seed);
        s2 = SplitMix64(ref seed);
        s3 = SplitMix64(ref seed);
    }

    /// <summary>Creates one of the generators of a seed, without creating those before it.</summary>
    /// <param name="seed">The seed of all of them.</param>
    /// <param name="index">The number of the generator. Generator 0 is that of the seed alone.</param>
    public RandomSource(ulong seed, long index)
        : this(seed + ((ulong)index * GoldenRatio))
    {
    }

    /// <summary>Creates a generator that continues where <see cref="State"/> was read.</summary>
    /// <exception cref="ArgumentException">All four words are zero, a state that never changes.</exception>
    public RandomSource(RandomState state)
    {
        if ((state.S0 | state.S1 | state.S2 | state.S3) == 0)
        {
            throw new ArgumentException("A xoshiro256** state of four zero words is not valid.", nameof(state));
        }

        (s0, s1, s2, s3) = (state.S0, state.S1, state.S2, state.S3);
    }

    /// <summary>Gets the whole state. A generator created from it continues this one.</summary>
    public RandomState State => new(s0, s1, s2, s3);

    /// <summary>Continues where another generator is.</summary>
    internal void CopyFrom(RandomSource other) => (s0, s1, s2, s3) = (other.s0, other.s1, other.s2, other.s3);

    /// <summary>Returns the next 64 random bits.</summary>
    public ulong NextUInt64()
    {
        ulong result = BitOperations.RotateLeft(s1 * 5, 7) * 9;
        ulong shifted = s1 << 17;
        s2 ^= s0;
        s3 ^= s1;
        s1 ^= s2;
        s0 ^= s3;
        s2 ^= shifted;
        s3 = BitOperations.RotateLeft(s3, 45);
        return result;
    }

    /// <summary>Returns a uniform number in [0, 1), a multiple of 2^-53.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Returns a seed from the operating system.</summary>
    public static ulong FreshSeed() => (ulong)Random.Shared.NextInt64();

    private static ulong SplitMix64(ref ulong state)
    {
        ulong z = state += GoldenRatio;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}

/// <summary>The four 64-bit words of a xoshiro256** generator.</summary>
public readonly record struct RandomState(ulong S0, ulong S1, ulong S2, ulong S3);
