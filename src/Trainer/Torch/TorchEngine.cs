using System.Diagnostics.CodeAnalysis;
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
    private readonly ModelDescription description;
    private readonly Device device;
    private readonly bool drawsOnGpu; // dropout's masks
    private readonly CharRnnModule module;
    private readonly FlatParameters parameters;
    private readonly Optimizer optimizer;
    private readonly GradientClipping clipping;
    private readonly Sampler sampler;
    private RandomSource ownTokens; // of scheduled sampling
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
        this.description = description;
        device = TorchDevice.Find(options.Device);
        drawsOnGpu = device.type != DeviceType.CPU && (options.Dropout > 0 || options.InputDropout > 0 || options.OutputDropout > 0);
        sampler = new Sampler(description.VocabularySize, new SamplingOptions());
        ownTokens = new RandomSource(options.Seed);
        clipping = new GradientClipping(options.ClipNorm, options.MaxGradientValue);
        set_num_threads(options.ThreadCount);
        TorchRandom.Seed(options.Seed);
        module = new CharRnnModule(description, options.Dropout, options.InputDropout, options.OutputDropout ?? options.Dropout);
        module.to(device);
        parameters = new FlatParameters(module.parameters(), areViews: device.type == DeviceType.CPU);
        optimizer = Optimizer.Create(parameters, options);
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
        module.train();
        if (drawsOnGpu)
        {
            TorchRandom.Renew();
        }

        Tensor loss = ownProbability > 0 ? ForwardOnOwnTokens(batch, ownProbability) : Forward(batch, ref trainingState).Loss;
        parameters.Gradients.zero_();
        loss.backward();
        double gradientNorm = clipping.Apply(parameters.Gradients);
        optimizer.Step(learningRate);
        return new StepResult(loss.item<float>(), gradientNorm);
    }

    /// <inheritdoc/>
    public double EvaluateBatch(Batch batch, Span<float> logits = default)
    {
        ArgumentNullException.ThrowIfNull(batch);
        using DisposeScope scope = NewDisposeScope();
        using IDisposable withoutGradients = no_grad();
        module.eval();
        (Tensor logitsTensor, Tensor loss) = Forward(batch, ref evaluationState);
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
        return new Weights(description, module.named_parameters().Select(named => new WeightTensor(
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
        foreach ((string name, Parameter parameter) in module.named_parameters())
        {
            parameter.copy_(tensor(weights[name].Data, parameter.shape));
        }

        parameters.Collect();
    }

    /// <inheritdoc/>
    public void SaveState(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        using DisposeScope scope = NewDisposeScope();
        optimizer.Save(writer);
        TorchRandom.Save(writer);
        RandomState own = ownTokens.State;
        Array.ForEach([own.S0, own.S1, own.S2, own.S3], writer.Write);
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
            optimizer.Load(reader);
            TorchRandom.Load(reader);
            ownTokens = new RandomSource(new RandomState(reader.ReadUInt64(), reader.ReadUInt64(), reader.ReadUInt64(), reader.ReadUInt64()));
            int rows = reader.ReadInt32();
            if (rows < 0)
            {
                throw new InvalidDataException($"it carries the state of {rows} rows.");
            }

            trainingState?.Dispose();
            trainingState = rows == 0 ? null : CarriedState.Read(reader, description, rows, device);
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
        optimizer.Dispose();
        parameters.Dispose();
        module.Dispose();
    }

    /// <returns>logits [batch, sequence, outputs], or [batch, outputs] of whole texts, and the mean cross-entropy, both in the caller's dispose scope.</returns>
    private (Tensor Logits, Tensor Loss) Forward(Batch batch, ref CarriedState? carried)
    {
        StartFrom(batch, ref carried);
        (Tensor logits, Tensor hidden, Tensor? cell) = module.forward(
            Ids(batch.Inputs).reshape(batch.BatchSize, batch.SequenceLength), carried.Hidden, carried.Cell);
        carried.Dispose();
        carried = CarriedState.Detached(hidden, cell);
        return (logits, Loss(logits, batch));
    }

    /// <summary>As <see cref="Forward"/>, but one column at a time. Each input after the first of a row is, with the given probability, the network's own prediction.</summary>
    private Tensor ForwardOnOwnTokens(Batch batch, double ownProbability)
    {
        StartFrom(batch, ref trainingState);
        (Tensor hidden, Tensor? cell) = (trainingState.Hidden, trainingState.Cell);
        int[] inputs = new int[batch.BatchSize];
        Tensor[] logits = new Tensor[batch.SequenceLength];
        for (int column = 0; column < logits.Length; column++)
        {
            float[] predicted = column == 0 ? [] : logits[column - 1].detach().cpu().data<float>().ToArray();
            for (int row = 0; row < inputs.Length; row++)
            {
                bool isOwn = column > 0 && ownTokens.NextDouble() < ownProbability;
                inputs[row] = isOwn
                    ? sampler.Choose(predicted.AsSpan(row * description.VocabularySize, description.VocabularySize), ownTokens.NextDouble())
                    : batch.Inputs[(row * batch.SequenceLength) + column];
            }

            (logits[column], hidden, cell) = module.forward(Ids(inputs).reshape(inputs.Length, 1), hidden, cell);
        }

        trainingState.Dispose();
        trainingState = CarriedState.Detached(hidden, cell);
        return Loss(cat(logits, 1), batch);
    }

    private void StartFrom(Batch batch, [NotNull] ref CarriedState? carried)
    {
        if (batch.StartsFromZero || carried is null || description.Bidirectional) // the state that reads backwards comes from later text
        {
            carried?.Dispose();
            carried = CarriedState.Zero(description, batch.BatchSize, device);
        }
        else if (carried.BatchSize != batch.BatchSize)
        {
            throw new InvalidModelException($"The carried state has {carried.BatchSize} rows and the batch has {batch.BatchSize}; only a batch that starts from the zero state can have others.");
        }
    }

    private Tensor Loss(Tensor logits, Batch batch) =>
        nn.functional.cross_entropy(logits.reshape(-1, description.OutputSize), Ids(batch.Targets), ignore_index: Batch.Padding);

    private Tensor Ids(int[] ids) => tensor(Array.ConvertAll(ids, id => (long)id), dtype: ScalarType.Int64, device: device);
}
