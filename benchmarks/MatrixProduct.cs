using System.Diagnostics;
using TorchSharp;
using static TorchSharp.torch;

namespace CharRnn.Benchmarks;

/// <summary>What the machine can do at all: libtorch's product of two matrices of 2048 x 2048 floats, which fills all units of a core.</summary>
internal static class MatrixProduct
{
    private const int Size = 2048;

    /// <summary>One number a row and column, of <see cref="Size"/> multiplications and as many additions.</summary>
    private const double Operations = 2.0 * Size * Size * Size;

    /// <summary>Measures the speed on as many threads as libtorch is set to.</summary>
    /// <returns>Floating-point operations a second.</returns>
    public static double OperationsPerSecond()
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable withoutGradients = no_grad();
        Tensor left = rand(Size, Size);
        Tensor right = rand(Size, Size);
        Tensor product = mm(left, right); // memory and threads are there before anything is timed
        long start = Stopwatch.GetTimestamp();
        const int repeats = 4;
        for (int i = 0; i < repeats; i++)
        {
            product.Dispose();
            product = mm(left, right);
        }

        return repeats * Operations / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
