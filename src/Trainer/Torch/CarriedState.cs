using static TorchSharp.torch;

namespace CharRnn.Trainer;

/// <summary>The hidden state and, for LSTM, the cell state [layers x directions, batch, state size]. Both are outside all dispose scopes and gradients.</summary>
internal sealed record CarriedState(Tensor Hidden, Tensor? Cell) : IDisposable
{
    public static CarriedState Zero(ModelDescription description, long batch, Device device) =>
        Detached(Zeros(description, batch, device), description.HasCellState ? Zeros(description, batch, device) : null);

    public static CarriedState Detached(Tensor hidden, Tensor? cell) =>
        new(hidden.detach().DetachFromDisposeScope(), cell?.detach().DetachFromDisposeScope());

    public void Dispose()
    {
        Hidden.Dispose();
        Cell?.Dispose();
    }

    public int BatchSize => (int)Hidden.shape[1];

    public void Write(BinaryWriter writer)
    {
        BinaryArrays.Write(writer, Hidden.cpu().data<float>().ToArray());
        if (Cell is not null)
        {
            BinaryArrays.Write(writer, Cell.cpu().data<float>().ToArray());
        }
    }

    public static CarriedState Read(BinaryReader reader, ModelDescription description, int batchSize, Device device)
    {
        long[] shape = [description.StateCount, batchSize, description.StateSize];
        return Detached(ReadTensor(), description.HasCellState ? ReadTensor() : null);

        // Cloned, because libtorch's memory is aligned and .NET's is not, and MKL's sums depend on the alignment.
        Tensor ReadTensor() => tensor(BinaryArrays.ReadFloats(reader, checked((int)(shape[0] * shape[1] * shape[2]))), shape).to(device).clone();
    }

    private static Tensor Zeros(ModelDescription description, long batch, Device device) => zeros(description.StateCount, batch, description.StateSize, device: device);
}
