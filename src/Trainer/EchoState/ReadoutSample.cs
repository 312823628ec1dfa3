using static TorchSharp.torch;

namespace CharRnn.Trainer;

/// <summary>The first positions of the text, on which a readout's scale is fitted: their hidden states and the tokens that followed.</summary>
internal sealed class ReadoutSample(int hiddenSize) : IDisposable
{
    /// <summary>The largest number of positions: one number is fitted on them.</summary>
    public const int MaximumCount = 1024;

    private Tensor states = zeros(0, hiddenSize).DetachFromDisposeScope(); // [positions, hidden]
    private Tensor targets = zeros(0, dtype: ScalarType.Int64).DetachFromDisposeScope(); // [positions]

    /// <summary>Gets the hidden states, [positions, hidden].</summary>
    public Tensor States => states;

    /// <summary>Gets the tokens, [positions].</summary>
    public Tensor Targets => targets;

    /// <summary>Adds positions while there is room, in the caller's dispose scope.</summary>
    public void Add(Tensor newStates, Tensor newTargets)
    {
        long count = Math.Min(newStates.shape[0], MaximumCount - states.shape[0]);
        if (count > 0)
        {
            Set(cat([states, newStates.narrow(0, 0, count)]), cat([targets, newTargets.narrow(0, 0, count)]));
        }
    }

    /// <summary>Writes the sample.</summary>
    public void Save(BinaryWriter writer)
    {
        bool isEmpty = targets.numel() == 0; // TorchSharp cannot copy no values
        long[] tokens = isEmpty ? [] : targets.data<long>().ToArray();
        writer.Write(tokens.Length);
        Array.ForEach(tokens, writer.Write);
        BinaryArrays.Write(writer, isEmpty ? [] : states.data<float>().ToArray());
    }

    /// <summary>Reads what <see cref="Save"/> wrote, in the caller's dispose scope.</summary>
    /// <exception cref="InvalidDataException">The sample is of another network.</exception>
    public void Load(BinaryReader reader, int vocabularySize)
    {
        int count = reader.ReadInt32();
        if (count is < 0 or > MaximumCount)
        {
            throw new InvalidDataException($"the readout's sample has {count} positions; must be from 0 to {MaximumCount}.");
        }

        long[] tokens = [.. Enumerable.Range(0, count).Select(_ => reader.ReadInt64())];
        if (tokens.Any(token => token < 0 || token >= vocabularySize))
        {
            throw new InvalidDataException("the readout's sample has a token that the vocabulary lacks.");
        }

        // Cloned, because libtorch's memory is aligned and .NET's is not, and MKL's sums depend on the alignment.
        Set(tensor(BinaryArrays.ReadFloats(reader, checked(count * hiddenSize)), [count, hiddenSize]).clone(), tensor(tokens, [count]).clone());
    }

    public void Dispose()
    {
        states.Dispose();
        targets.Dispose();
    }

    private void Set(Tensor newStates, Tensor newTargets)
    {
        Dispose();
        (states, targets) = (newStates.DetachFromDisposeScope(), newTargets.DetachFromDisposeScope());
    }
}
