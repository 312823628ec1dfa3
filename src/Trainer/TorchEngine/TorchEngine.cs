using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.InteropServices;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CharRnn.Trainer.TorchEngine;

/// <summary>
/// Training by TorchSharp. The random numbers and the thread count of libtorch
/// belong to the process, so one process trains one reproducible run at a time.
/// </summary>
public sealed class TorchEngine : ITrainingEngine
{
    private readonly ModelDescription description;
    private readonly Device device;
    private readonly CharRnnModule module;
    private readonly FlatParameters parameters;
    private readonly Optimizer optimizer;
    private readonly GradientClipping clipping;
    private readonly Sampler sampler;
    private RandomSource ownSymbols; // of scheduled sampling
    private RecurrentState? trainingState;
    private RecurrentState? evaluationState;

    /// <summary>Builds the network with weights of libtorch's own; give it the ones to start from.</summary>
    /// <param name="description">The network.</param>
    /// <param name="options">Device, dropout, optimiser, clipping, seed and threads are taken.</param>
    /// <exception cref="InvalidOptionsException">The device is not there.</exception>
    public TorchEngine(ModelDescription description, TrainingOptions options)
    {
        ArgumentNullException.ThrowIfNull(description);
        ArgumentNullException.ThrowIfNull(options);
        this.description = description;
        device = TorchDevice.Find(options.Device);
        sampler = new Sampler(description.VocabularySize, new SamplingOptions());
        ownSymbols = new RandomSource(options.Seed);
        clipping = new GradientClipping(options.ClipNorm, options.MaxGradientValue);
        set_num_threads(options.ThreadCount);
        using Generator generator = manual_seed(unchecked((long)options.Seed));
        module = new CharRnnModule(description, options.Dropout, options.InputDropout, options.OutputDropout ?? options.Dropout);
        module.to(device);
        parameters = new FlatParameters(module.parameters(), areViews: device.type == DeviceType.CPU);
        optimizer = Optimizer.Create(parameters, options);
    }

    /// <summary>What does the arithmetic, by name and version.</summary>
    public static string EngineName { get; } = "torchsharp " + typeof(torch).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0];

    /// <inheritdoc/>
    public string Name => EngineName;

    /// <summary>Checks that a device is there, which can be done before anything is made.</summary>
    /// <exception cref="InvalidOptionsException">It is not.</exception>
    public static void CheckDevice(TrainingOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        TorchDevice.Find(options.Device);
    }

    /// <inheritdoc/>
    public StepResult TrainWindow(Window window, double learningRate, double ownProbability = 0)
    {
        ArgumentNullException.ThrowIfNull(window);
        using DisposeScope scope = NewDisposeScope();
        module.train();
        Tensor loss = ownProbability > 0 ? ForwardOnOwnSymbols(window, ownProbability) : Forward(window, ref trainingState).Loss;
        parameters.Gradients.zero_();
        loss.backward();
        double gradientNorm = clipping.Apply(parameters.Gradients);
        optimizer.Step(learningRate);
        return new StepResult(loss.item<float>(), gradientNorm);
    }

    /// <inheritdoc/>
    public double EvaluateWindow(Window window, Span<float> logits = default)
    {
        ArgumentNullException.ThrowIfNull(window);
        using DisposeScope scope = NewDisposeScope();
        using IDisposable withoutGradients = no_grad();
        module.eval();
        (Tensor logitsTensor, Tensor loss) = Forward(window, ref evaluationState);
        if (!logits.IsEmpty)
        {
            logitsTensor.cpu().data<float>().ToArray().CopyTo(logits);
        }

        return loss.item<float>();
    }

    /// <inheritdoc/>
    public Weights TakeWeights()
    {
        using DisposeScope scope = NewDisposeScope();
        return new Weights(description, module.named_parameters().Select(named => new WeightTensor(
            named.name,
            [.. named.parameter.shape.Select(size => (int)size)],
            named.parameter.detach().cpu().data<float>().ToArray())));
    }

    /// <inheritdoc/>
    public void GiveWeights(Weights weights)
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
        byte[] random = TakeRandomState();
        writer.Write(random.Length);
        writer.Write(random);
        RandomState own = ownSymbols.State;
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
            SetRandomState(reader.ReadBytes(reader.ReadInt32()));
            ownSymbols = new RandomSource(new RandomState(reader.ReadUInt64(), reader.ReadUInt64(), reader.ReadUInt64(), reader.ReadUInt64()));
            int batchSize = reader.ReadInt32();
            trainingState?.Dispose();
            trainingState = batchSize == 0 ? null : RecurrentState.Read(reader, description, batchSize, device);
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or ArgumentException or OverflowException)
        {
            throw new InvalidModelException($"The state of the training is not of this network and optimiser: {exception.Message}", exception);
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

    /// <summary>The state of libtorch's random numbers. Not get_rng_state, whose generator a garbage collection can free while it is read.</summary>
    private static byte[] TakeRandomState()
    {
        using Generator generator = Generator.Default;
        return generator.get_state().data<byte>().ToArray();
    }

    private static void SetRandomState(byte[] state)
    {
        int length = TakeRandomState().Length;
        if (state.Length != length)
        {
            throw new InvalidDataException($"the state of the random numbers has {state.Length} bytes where {length} are expected.");
        }

        using Generator generator = Generator.Default;
        try
        {
            generator.set_state(tensor(state, dtype: ScalarType.Byte));
        }
        catch (ExternalException exception)
        {
            throw new InvalidDataException("the state of the random numbers is none.", exception);
        }
    }

    /// <returns>logits [batch, sequence, vocabulary] and the mean cross-entropy, both in the caller's dispose scope.</returns>
    private (Tensor Logits, Tensor Loss) Forward(Window window, ref RecurrentState? carried)
    {
        StartFrom(window, ref carried);
        (Tensor logits, Tensor hidden, Tensor? cell) = module.forward(
            Ids(window.Inputs).reshape(window.BatchSize, window.SequenceLength), carried.Hidden, carried.Cell);
        carried.Dispose();
        carried = RecurrentState.Detached(hidden, cell);
        return (logits, Loss(logits, window));
    }

    /// <summary>As <see cref="Forward"/>, a column at a time, each input but a row's first the network's own with a probability.</summary>
    private Tensor ForwardOnOwnSymbols(Window window, double ownProbability)
    {
        StartFrom(window, ref trainingState);
        (Tensor hidden, Tensor? cell) = (trainingState.Hidden, trainingState.Cell);
        int[] inputs = new int[window.BatchSize];
        Tensor[] logits = new Tensor[window.SequenceLength];
        for (int column = 0; column < logits.Length; column++)
        {
            float[] predicted = column == 0 ? [] : logits[column - 1].detach().cpu().data<float>().ToArray();
            for (int row = 0; row < inputs.Length; row++)
            {
                bool isOwn = column > 0 && ownSymbols.NextDouble() < ownProbability;
                inputs[row] = isOwn
                    ? sampler.Choose(predicted.AsSpan(row * description.VocabularySize, description.VocabularySize), ownSymbols.NextDouble())
                    : window.Inputs[(row * window.SequenceLength) + column];
            }

            (logits[column], hidden, cell) = module.forward(Ids(inputs).reshape(inputs.Length, 1), hidden, cell);
        }

        trainingState.Dispose();
        trainingState = RecurrentState.Detached(hidden, cell);
        return Loss(cat(logits, 1), window);
    }

    private void StartFrom(Window window, [NotNull] ref RecurrentState? carried)
    {
        if (window.StartsFromZero || carried is null)
        {
            carried?.Dispose();
            carried = RecurrentState.Zero(description, window.BatchSize, device);
        }
    }

    private Tensor Loss(Tensor logits, Window window) =>
        nn.functional.cross_entropy(logits.reshape(-1, description.VocabularySize), Ids(window.Targets), ignore_index: Window.Padding);

    private Tensor Ids(int[] ids) => tensor(Array.ConvertAll(ids, id => (long)id), dtype: ScalarType.Int64, device: device);

    /// <summary>Hidden state and (LSTM) cell state [layers, batch, hidden], outside every dispose scope and every gradient.</summary>
    private sealed record RecurrentState(Tensor Hidden, Tensor? Cell) : IDisposable
    {
        public static RecurrentState Zero(ModelDescription description, long batch, Device device) =>
            Detached(Zeros(description, batch, device), description.HasCellState ? Zeros(description, batch, device) : null);

        public static RecurrentState Detached(Tensor hidden, Tensor? cell) =>
            new(hidden.detach().DetachFromDisposeScope(), cell?.detach().DetachFromDisposeScope());

        public void Dispose()
        {
            Hidden.Dispose();
            Cell?.Dispose();
        }

        public int BatchSize => (int)Hidden.shape[1];

        public void Write(BinaryWriter writer)
        {
            BinaryFloats.Write(writer, Hidden.cpu().data<float>().ToArray());
            if (Cell is not null)
            {
                BinaryFloats.Write(writer, Cell.cpu().data<float>().ToArray());
            }
        }

        public static RecurrentState Read(BinaryReader reader, ModelDescription description, int batchSize, Device device)
        {
            long[] shape = batchSize > 0
                ? [description.Layers, batchSize, description.HiddenSize]
                : throw new InvalidDataException($"the carried state has a batch of {batchSize}; must be 0 (none) or more.");
            return Detached(ReadTensor(), description.HasCellState ? ReadTensor() : null);

            // A clone: what libtorch allocates is aligned, and MKL's sums depend on that; what .NET allocates is not.
            Tensor ReadTensor() => tensor(BinaryFloats.Read(reader, checked((int)(shape[0] * shape[1] * shape[2]))), shape).to(device).clone();
        }

        private static Tensor Zeros(ModelDescription description, long batch, Device device) => zeros(description.Layers, batch, description.HiddenSize, device: device);
    }
}
