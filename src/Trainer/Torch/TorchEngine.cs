using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CharRnn.Trainer;

/// <summary>
/// Trains with TorchSharp. The random numbers and the thread count of libtorch belong to the process, so a process can train only one
/// reproducible run at a time.
/// </summary>
public sealed class TorchEngine : ITrainingEngine
{
    private readonly TorchNetwork network;
    private readonly ILearningMethod method;
    private CarriedState? trainingState;
    private CarriedState? evaluationState;

    /// <summary>Creates the network. It has libtorch's initial weights until <see cref="SetWeights"/> is called.</summary>
    /// <param name="description">The network.</param>
    /// <param name="options">The options; device, dropout, optimiser, clipping, seed and threads are used.</param>
    /// <exception cref="InvalidOptionsException">The device is not available.</exception>
    public TorchEngine(ModelDescription description, TrainingOptions options)
    {
        ArgumentNullException.ThrowIfNull(description);
        ArgumentNullException.ThrowIfNull(options);
        network = new TorchNetwork(description, options);
        method = MakeMethod(options);
    }

    /// <summary>Gets the name and version of the library that does the arithmetic.</summary>
    public static string EngineName { get; } = "torchsharp " + AssemblyVersion.Of(typeof(torch).Assembly);

    /// <inheritdoc/>
    public string Name => EngineName;

    /// <summary>Checks that the device of the options is available, before a run is created.</summary>
    /// <exception cref="InvalidOptionsException">The device is not available.</exception>
    public static void CheckDevice(TrainingOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        TorchDevice.Find(options.Device);
    }

    /// <inheritdoc/>
    public StepResult TrainBatch(Batch batch, double learningRate, double ownProbability = 0)
    {
        ArgumentNullException.ThrowIfNull(batch);
        using DisposeScope scope = NewDisposeScope();
        return method.Step(batch, ref trainingState, learningRate, ownProbability);
    }

    /// <inheritdoc/>
    public double EvaluateBatch(Batch batch, Span<float> logits = default)
    {
        ArgumentNullException.ThrowIfNull(batch);
        using DisposeScope scope = NewDisposeScope();
        using IDisposable withoutGradients = no_grad();
        method.Complete();
        network.Module.eval();
        (Tensor logitsTensor, Tensor loss) = network.Forward(batch, ref evaluationState);
        if (!logits.IsEmpty)
        {
            logitsTensor.cpu().data<float>().ToArray().CopyTo(logits);
        }

        return loss.item<float>();
    }

    /// <inheritdoc/>
    public Weights GetWeights()
    {
        using DisposeScope scope = NewDisposeScope();
        method.Complete();
        return new Weights(network.Description, network.Module.named_parameters().Select(named => new WeightTensor(
            named.name,
            [.. named.parameter.shape.Select(size => (int)size)],
            named.parameter.detach().cpu().data<float>().ToArray())));
    }

    /// <inheritdoc/>
    public void SetWeights(Weights weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        using DisposeScope scope = NewDisposeScope();
        using IDisposable withoutGradients = no_grad();
        method.Complete(); // not later, over these weights
        foreach ((string name, Parameter parameter) in network.Module.named_parameters())
        {
            parameter.copy_(tensor(weights[name].Data, parameter.shape));
        }

        network.Parameters.Collect();
    }

    /// <inheritdoc/>
    public void SaveState(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        using DisposeScope scope = NewDisposeScope();
        method.Save(writer);
        writer.Write(trainingState?.BatchSize ?? 0);
        trainingState?.Write(writer);
    }

    /// <inheritdoc/>
    public void LoadState(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        using DisposeScope scope = NewDisposeScope();
        try
        {
            method.Load(reader);
            int rows = reader.ReadInt32();
            if (rows < 0)
            {
                throw new InvalidDataException($"it carries the state of {rows} rows.");
            }

            trainingState?.Dispose();
            trainingState = rows == 0 ? null : CarriedState.Read(reader, network.Description, rows, network.Device);
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or ArgumentException or OverflowException)
        {
            throw new InvalidModelException($"The state of the training does not fit this network and optimiser: {exception.Message}", exception);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        trainingState?.Dispose();
        evaluationState?.Dispose();
        method.Dispose();
        network.Dispose();
    }

    private ILearningMethod MakeMethod(TrainingOptions options) =>
        options.Freeze == FrozenWeights.Recurrent ? new EchoStateLearning(network, options)
        : options.Optimizer == OptimizerKind.HessianFree ? new HessianFreeLearning(network)
        : new GradientDescent(network, options);
}
