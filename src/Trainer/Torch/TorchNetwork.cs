using System.Diagnostics.CodeAnalysis;
using TorchSharp;
using static TorchSharp.torch;

namespace CharRnn.Trainer;

/// <summary>A network on its device, which reads batches and carries its state from one to the next.</summary>
internal sealed class TorchNetwork : IDisposable
{
    /// <summary>Creates the network, with libtorch's initial weights.</summary>
    /// <exception cref="InvalidOptionsException">The device is not available.</exception>
    public TorchNetwork(ModelDescription description, TrainingOptions options)
    {
        Description = description;
        Device = TorchDevice.Find(options.Optimizer == OptimizerKind.HessianFree ? "cpu" : options.Device);
        set_num_threads(options.ThreadCount);
        TorchRandom.Seed(options.Seed);
        Module = new CharRnnModule(description, options.Dropout, options.InputDropout, options.OutputDropout ?? options.Dropout);
        Module.to(Device);
        Parameters = new FlatParameters(Module.parameters(), areViews: Device.type == DeviceType.CPU);
    }

    public ModelDescription Description { get; }

    public Device Device { get; }

    public CharRnnModule Module { get; }

    public FlatParameters Parameters { get; }

    /// <returns>logits [batch, sequence, outputs], or [batch, outputs] of whole texts, and the mean cross-entropy, both in the caller's dispose scope.</returns>
    public (Tensor Logits, Tensor Loss) Forward(Batch batch, ref CarriedState? carried)
    {
        (Tensor before, Tensor? cellBefore) = StateBefore(batch, ref carried);
        (Tensor logits, Tensor hidden, Tensor? cell) = Module.forward(InputIds(batch), before, cellBefore);
        carried?.Dispose();
        carried = CarriedState.Detached(hidden, cell);
        return (logits, Loss(logits, batch));
    }

    /// <summary>As <see cref="Forward"/>, but with the loss on a sample of the vocabulary, and without logits.</summary>
    public Tensor SampledLoss(Batch batch, TokenSample sample, ref CarriedState? carried)
    {
        StartFrom(batch, ref carried);
        (Tensor loss, Tensor hidden, Tensor? cell) = Module.SampledLoss(InputIds(batch), carried.Hidden, carried.Cell, batch.Targets, sample);
        carried.Dispose();
        carried = CarriedState.Detached(hidden, cell);
        return loss;
    }

    /// <summary>Reads a batch without dropout.</summary>
    /// <returns>The outputs of the last layer, [batch, sequence, hidden], in the caller's dispose scope.</returns>
    public Tensor ReadStates(Batch batch, ref CarriedState? carried)
    {
        Module.eval();
        StartFrom(batch, ref carried);
        (Tensor outputs, Tensor hidden, Tensor? cell) = Module.Read(InputIds(batch), carried.Hidden, carried.Cell);
        carried.Dispose();
        carried = CarriedState.Detached(hidden, cell);
        return outputs;
    }

    /// <summary>Sets the weights of an untied decoder.</summary>
    public void SetDecoder(Tensor weight, Tensor bias)
    {
        Module.SetDecoder(weight, bias);
        Parameters.Collect();
    }

    /// <summary>Makes the carried state the one that a batch starts from.</summary>
    public void StartFrom(Batch batch, [NotNull] ref CarriedState? carried)
    {
        if (batch.StartsFromZero || carried is null || Description.Bidirectional) // the state that reads backwards comes from later text
        {
            carried?.Dispose();
            carried = CarriedState.Zero(Description, batch.BatchSize, Device);
        }
        else if (carried.BatchSize != batch.BatchSize)
        {
            throw new InvalidModelException($"The carried state has {carried.BatchSize} rows and the batch has {batch.BatchSize}; only a batch that starts from the zero state can have others.");
        }
    }

    public Tensor Loss(Tensor logits, Batch batch) =>
        nn.functional.cross_entropy(logits.reshape(-1, Description.OutputSize), Ids(batch.Targets), ignore_index: Batch.Padding);

    /// <returns>[batch, sequence].</returns>
    public Tensor InputIds(Batch batch) => Ids(batch.Inputs).reshape(batch.BatchSize, batch.SequenceLength);

    public Tensor Ids(int[] ids) => tensor(Array.ConvertAll(ids, id => (long)id), dtype: ScalarType.Int64, device: Device);

    /// <returns>The state that the rows start from: the one after their questions, the carried one, or the zero state.</returns>
    private (Tensor Hidden, Tensor? Cell) StateBefore(Batch batch, ref CarriedState? carried)
    {
        if (batch.Questions is { } questions)
        {
            return Module.Encode(questions);
        }

        StartFrom(batch, ref carried);
        return (carried.Hidden, carried.Cell);
    }

    public void Dispose()
    {
        Parameters.Dispose();
        Module.Dispose();
    }
}
