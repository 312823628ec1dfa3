using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace CharRnn.Trainer;

/// <summary>
/// What ridge regression needs of the text read so far, in float64: for each position the hidden state with a 1 after it, x, and the token
/// that followed as a one-hot vector, y.
/// </summary>
internal sealed class ReadoutSums(int hiddenSize, int vocabularySize) : IDisposable
{
    private readonly Tensor squares = zeros(hiddenSize + 1, hiddenSize + 1, dtype: ScalarType.Float64).DetachFromDisposeScope(); // sum of x x^T
    private readonly Tensor products = zeros(vocabularySize, hiddenSize + 1, dtype: ScalarType.Float64).DetachFromDisposeScope(); // sum of y x^T

    /// <summary>Adds positions, in the caller's dispose scope.</summary>
    /// <param name="states">[positions, hidden].</param>
    /// <param name="targets">[positions].</param>
    public void Add(Tensor states, Tensor targets)
    {
        Tensor inputs = cat([states.to(ScalarType.Float64), ones(states.shape[0], 1, dtype: ScalarType.Float64)], 1);
        squares.AddScaled(inputs.t().matmul(inputs), 1);
        products.AddRows(targets, inputs);
    }

    /// <summary>Returns the regression (sum of x x^T + ridge I)^-1 (sum of x y^T), in the caller's dispose scope.</summary>
    /// <returns>[hidden + 1, vocabulary]; the last row is the bias.</returns>
    /// <exception cref="CharRnnException">The penalty is too small, or the states are too large, for the sums to be inverted.</exception>
    public Tensor Regress(double ridge)
    {
        try
        {
            using Tensor penalty = eye(hiddenSize + 1, dtype: ScalarType.Float64);
            return cholesky_solve(products.t(), linalg.cholesky(squares.clone().AddScaled(penalty, ridge)));
        }
        catch (ExternalException exception)
        {
            throw new CharRnnException($"The readout cannot be solved with a ridge of {ridge}. Train with a larger one, or with a smaller spectral radius.", exception);
        }
    }

    /// <summary>Returns the share of each token, with one more of each so that none is 0. In the caller's dispose scope.</summary>
    /// <returns>[vocabulary].</returns>
    public Tensor Shares()
    {
        using Tensor counts = products.select(1, hiddenSize).Plus(ones(vocabularySize, dtype: ScalarType.Float64));
        return counts / counts.sum();
    }

    /// <summary>Writes the sums.</summary>
    public void Save(BinaryWriter writer)
    {
        BinaryArrays.Write(writer, squares.data<double>().ToArray());
        BinaryArrays.Write(writer, products.data<double>().ToArray());
    }

    /// <summary>Reads what <see cref="Save"/> wrote, in the caller's dispose scope.</summary>
    /// <exception cref="InvalidDataException">The sums are of another network.</exception>
    public void Load(BinaryReader reader)
    {
        Array.ForEach([squares, products], sums => sums.copy_(tensor(BinaryArrays.ReadDoubles(reader, checked((int)sums.numel())), sums.shape)));
    }

    public void Dispose()
    {
        squares.Dispose();
        products.Dispose();
    }
}
