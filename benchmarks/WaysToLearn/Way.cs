using CharRnn.Trainer;

namespace CharRnn.Benchmarks;

/// <summary>A network and how it learns.</summary>
/// <param name="Name">In the table and in the picture.</param>
/// <param name="Set">Sets the options, from those that all ways share.</param>
/// <param name="BatchFactor">How many times the rows of the others a batch has.</param>
internal sealed record Way(string Name, Action<TrainingOptions> Set, int BatchFactor = 1)
{
    public static IReadOnlyList<Way> All { get; } =
    [
        new("LSTM", _ => { }),
        new("GRU", o => o.Cell = Cell.Gru),
        new("Elman", o => (o.Cell, o.Initialization, o.LearningRate) = (Cell.Rnn, Initialization.Orthogonal, 0.002)),
        new("ReLU from the identity", o => (o.Cell, o.Nonlinearity, o.Initialization, o.EmbeddingSize, o.LearningRate, o.MaxGradientNorm) = (Cell.Rnn, Nonlinearity.Relu, Initialization.Identity, 64, 0.001, 0.5)),
        new("Echo state", o => (o.Cell, o.Freeze, o.SpectralRadius, o.HiddenSize, o.Ridge) = (Cell.Rnn, FrozenWeights.Recurrent, 0.99, 400, 0.01)),
        new("Jordan", o => (o.Cell, o.LearningRate) = (Cell.Jordan, 0.005)),
        new("LSTM, SGD with momentum", o => (o.Optimizer, o.Momentum, o.LearningRate) = (OptimizerKind.Sgd, 0.9, 0.3)),
        new("Elman, Hessian-free", o => (o.Cell, o.Initialization, o.Optimizer) = (Cell.Rnn, Initialization.Orthogonal, OptimizerKind.HessianFree), BatchFactor: 8),
    ];

    /// <summary>Returns the options for a task.</summary>
    public TrainingOptions Options(LearningTask task)
    {
        TrainingOptions options = new() { HiddenSize = task.HiddenSize, LearningRate = 0.005, Threads = 1, Device = "cpu" };
        Set(options);
        options.Validate();
        return options;
    }
}
