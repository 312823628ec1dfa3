using System.Reflection;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CharRnn.Trainer.TorchEngine;

/// <summary>
/// Training by TorchSharp: Adam, gradients clipped by global norm. The random numbers and the thread count of libtorch
/// belong to the process, so one process trains one reproducible run at a time.
/// </summary>
public sealed class TorchEngine : ITrainingEngine
{
    private readonly ModelDescription description;
    private readonly CharRnnModule module;
    private readonly Parameter[] parameters;
    private readonly optim.Optimizer optimizer;
    private readonly double maxGradientNorm;
    private RecurrentState? trainingState;
    private RecurrentState? evaluationState;

    /// <summary>Builds the network with weights of libtorch's own; give it the ones to start from.</summary>
    /// <param name="description">An LSTM with an embedding.</param>
    /// <param name="options">Dropout, learning rate, clipping, seed and threads are taken.</param>
    /// <exception cref="NotSupportedException">The description is of another network.</exception>
    public TorchEngine(ModelDescription description, TrainingOptions options)
    {
        ArgumentNullException.ThrowIfNull(description);
        ArgumentNullException.ThrowIfNull(options);
        if (description.Cell != Cell.Lstm || description.EmbeddingSize == 0 || description.Tied)
        {
            throw new NotSupportedException($"TorchEngine trains LSTMs with an untied embedding; asked for {description}.");
        }

        this.description = description;
        maxGradientNorm = options.MaxGradientNorm > 0 ? options.MaxGradientNorm : double.PositiveInfinity;
        set_num_threads(options.ThreadCount);
        manual_seed(unchecked((long)options.Seed));
        module = new CharRnnModule(description, options.Dropout);
        parameters = [.. module.parameters()];
        optimizer = optim.Adam(parameters, options.LearningRate);
    }

    /// <summary>What does the arithmetic, by name and version.</summary>
    public static string EngineName { get; } = "torchsharp " + typeof(torch).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0];

    /// <inheritdoc/>
    public string Name => EngineName;

    /// <inheritdoc/>
    public StepResult TrainWindow(Window window, double learningRate)
    {
        ArgumentNullException.ThrowIfNull(window);
        using DisposeScope scope = NewDisposeScope();
        module.train();
        foreach (optim.ILearningRateController group in optimizer.ParamGroups)
        {
            group.LearningRate = learningRate;
        }

        (Tensor _, Tensor loss) = Forward(window, ref trainingState);
        optimizer.zero_grad();
        loss.backward();
        double gradientNorm = nn.utils.clip_grad_norm_(parameters, maxGradientNorm);
        optimizer.step();
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
            logitsTensor.data<float>().ToArray().CopyTo(logits);
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
            named.parameter.detach().data<float>().ToArray())));
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
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        trainingState?.Dispose();
        evaluationState?.Dispose();
        optimizer.Dispose();
        module.Dispose();
    }

    /// <returns>logits [batch, sequence, vocabulary] and the mean cross-entropy, both in the caller's dispose scope.</returns>
    private (Tensor Logits, Tensor Loss) Forward(Window window, ref RecurrentState? carried)
    {
        long[] shape = [window.BatchSize, window.SequenceLength];
        if (window.StartsFromZero || carried is null)
        {
            carried?.Dispose();
            carried = RecurrentState.Zero(description.Layers, window.BatchSize, description.HiddenSize);
        }

        (Tensor logits, Tensor hidden, Tensor cell) = module.forward(Ids(window.Inputs).reshape(shape), carried.Hidden, carried.Cell);
        carried.Dispose();
        carried = RecurrentState.Detached(hidden, cell);
        Tensor loss = nn.functional.cross_entropy(logits.reshape(-1, description.VocabularySize), Ids(window.Targets));
        return (logits, loss);
    }

    private static Tensor Ids(int[] ids) => tensor(Array.ConvertAll(ids, id => (long)id), dtype: ScalarType.Int64);

    /// <summary>Hidden and cell state [layers, batch, hidden], outside every dispose scope and every gradient.</summary>
    private sealed record RecurrentState(Tensor Hidden, Tensor Cell) : IDisposable
    {
        public static RecurrentState Zero(long layers, long batch, long hidden) =>
            Detached(zeros(layers, batch, hidden), zeros(layers, batch, hidden));

        public static RecurrentState Detached(Tensor hidden, Tensor cell) =>
            new(hidden.detach().DetachFromDisposeScope(), cell.detach().DetachFromDisposeScope());

        public void Dispose()
        {
            Hidden.Dispose();
            Cell.Dispose();
        }
    }
}
