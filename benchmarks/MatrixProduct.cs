using System.Diagnostics;
using TorchSharp;
using static TorchSharp.torch;

namespace CharRnn.Benchmarks;

/// <summary>What the machine can do at all: libtorch's product of two matrices of 2048 x 2048 floats, which fills all units of a core.</summary>
internal static class MatrixProduct
{
    /// <summary>Measures the speed on as many threads as libtorch is set to.</summary>
    /// <returns>Floating-point operations a second.</returns>
    public static double OperationsPerSecond(Measuring measuring)
    {
        int size = measuring.Pick(2048, 64);
        using DisposeScope scope = NewDisposeScope();
        using IDisposable withoutGradients = no_grad();
        Tensor left = rand(size, size);
        Tensor right = rand(size, size);
        Tensor product = mm(left, right); // memory and threads are there before anything is timed
        long start = Stopwatch.GetTimestamp();
        const int repeats = 4; // each is one number a row and column, of as many multiplications and additions
        for (int i = 0; i < repeats; i++)
        {
            product.Dispose();
            product = mm(left, right);
        }

        return repeats * 2.0 * size * size * size / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
