using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CharRnn.Trainer;

/// <summary>
/// The parameters of a network in one vector, and their gradients in another, so that an optimiser needs a few operations in all instead
/// of a few for each parameter.
/// </summary>
internal sealed class FlatParameters : IDisposable
{
    // The alignment of libtorch's own allocations. MKL's sums and speed depend on it.
    private const int Alignment = 64 / sizeof(float);

    private readonly Slot[] slots;
    private readonly bool areViews;

    /// <summary>Moves parameters and gradients into the two vectors.</summary>
    /// <param name="parameters">The parameters, on one device.</param>
    /// <param name="areViews">Whether the parameters become views of the vector. With cuDNN, which orders them in its own way, they are copies.</param>
    public FlatParameters(IEnumerable<Parameter> parameters, bool areViews)
    {
        this.areViews = areViews;
        Parameter[] all = [.. parameters];
        long[] offsets = new long[all.Length + 1];
        for (int i = 0; i < all.Length; i++)
        {
            offsets[i + 1] = offsets[i] + ((all[i].numel() + Alignment - 1) / Alignment * Alignment);
        }

        using DisposeScope scope = NewDisposeScope();
        using IDisposable withoutGradients = no_grad();
        Values = zeros(offsets[^1], device: all[0].device).DetachFromDisposeScope();
        Gradients = NewState();
        slots = [.. all.Select((parameter, i) => new Slot(parameter, offsets[i], parameter.numel()))];
        CopyFromParameters();
        foreach (Slot slot in slots)
        {
            if (areViews)
            {
                slot.Parameter.set_(slot.Of(Values).reshape(slot.Parameter.shape));
            }

            slot.Parameter.grad = slot.Of(Gradients).reshape(slot.Parameter.shape); // backward adds in place to an existing gradient
        }
    }

    /// <summary>Gets the values, with zeros between parameters. Call <see cref="Publish"/> after a change.</summary>
    public Tensor Values { get; }

    /// <summary>Gets the gradients, laid out as <see cref="Values"/>.</summary>
    public Tensor Gradients { get; }

    /// <summary>Gets the number of values, without the zeros between parameters.</summary>
    public int Count => checked((int)slots.Sum(slot => slot.Length));

    /// <summary>Creates a vector of zeros laid out as <see cref="Values"/>, outside all dispose scopes.</summary>
    public Tensor NewState() => zeros_like(Values).DetachFromDisposeScope();

    /// <summary>Copies changes of <see cref="Values"/> to the network, in the caller's dispose scope.</summary>
    public void Publish()
    {
        if (!areViews)
        {
            using IDisposable withoutGradients = no_grad();
            Array.ForEach(slots, slot => slot.Parameter.copy_(slot.Of(Values).reshape(slot.Parameter.shape)));
        }
    }

    /// <summary>Copies changes of the network to <see cref="Values"/>, in the caller's dispose scope.</summary>
    public void Collect()
    {
        if (!areViews)
        {
            CopyFromParameters();
        }
    }

    /// <summary>Returns the values of a vector in the order of the parameters, without the zeros between them. The result does not depend on device or alignment.</summary>
    public float[] Pack(Tensor vector) => cat([.. slots.Select(slot => slot.Of(vector))]).cpu().data<float>().ToArray();

    /// <summary>The reverse of <see cref="Pack"/>.</summary>
    public void Unpack(float[] values, Tensor vector)
    {
        Tensor packed = tensor(values, dtype: ScalarType.Float32);
        long start = 0;
        foreach (Slot slot in slots)
        {
            slot.Of(vector).copy_(packed.narrow(0, start, slot.Length));
            start += slot.Length;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Values.Dispose();
        Gradients.Dispose();
    }

    private void CopyFromParameters()
    {
        using IDisposable withoutGradients = no_grad();
        Array.ForEach(slots, slot => slot.Of(Values).copy_(slot.Parameter.reshape(-1)));
    }

    private sealed record Slot(Parameter Parameter, long Offset, long Length)
    {
        public Tensor Of(Tensor vector) => vector.narrow(0, Offset, Length);
    }
}
