using TorchSharp;
using static TorchSharp.torch;

namespace CharRnn.Trainer;

/// <summary>The recurrent matrix of an echo state network, which is drawn and never learnt.</summary>
internal static class Reservoir
{
    /// <summary>Sets connections to zero, and scales the others so that the matrix has the wanted spectral radius.</summary>
    /// <param name="matrix">[size, size], drawn; the result replaces it.</param>
    /// <param name="options">The options; spectral radius and sparsity are used.</param>
    /// <param name="random">The source of the random numbers.</param>
    /// <exception cref="InvalidOptionsException">The connections that are left have no cycle, so the radius is 0.</exception>
    public static void Shape(float[] matrix, TrainingOptions options, RandomSource random)
    {
        for (int i = 0; i < matrix.Length; i++)
        {
            matrix[i] = random.NextDouble() < options.Sparsity ? 0 : matrix[i];
        }

        double radius = SpectralRadius(matrix);
        if (radius < 1e-9) // of a matrix without a cycle, up to rounding
        {
            throw new InvalidOptionsException($"Sparsity is {options.Sparsity}; must be lower for a hidden size of {options.HiddenSize}, whose recurrent connections now form no cycle");
        }

        for (int i = 0; i < matrix.Length; i++)
        {
            matrix[i] = (float)(matrix[i] * (options.SpectralRadius / radius));
        }
    }

    /// <summary>Returns the largest absolute value of a square matrix's eigenvalues.</summary>
    public static double SpectralRadius(float[] matrix)
    {
        TorchDevice.Find("cpu"); // loads libtorch with its settings, if this is the first use
        using DisposeScope scope = NewDisposeScope();
        int size = (int)Math.Sqrt(matrix.Length);
        return linalg.eigvals(tensor(matrix, [size, size]).to(ScalarType.Float64)).abs().max().item<double>();
    }
}
