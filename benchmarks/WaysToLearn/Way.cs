using CharRnn.Cli;
using CharRnn.Trainer;

namespace CharRnn.Benchmarks;

/// <summary>A network and how it learns.</summary>
/// <param name="Name">In the table and in the picture.</param>
/// <param name="Options">Options of <c>charrnn train</c>.</param>
/// <param name="BatchFactor">How many times the rows of the others a batch has.</param>
internal sealed record Way(string Name, string Options, int BatchFactor = 1)
{
    public static IReadOnlyList<Way> All { get; } =
    [
        new("LSTM", "--cell lstm --learning-rate 0.005"),
        new("GRU", "--cell gru --learning-rate 0.005"),
        new("Elman", "--cell rnn --initialization orthogonal --learning-rate 0.002"),
        new("ReLU from the identity", "--cell rnn --nonlinearity relu --initialization identity --embedding 64 --learning-rate 0.001 --max-gradient-norm 0.5"),
        new("Echo state", "--cell rnn --freeze recurrent --spectral-radius 0.99 --hidden 400 --ridge 0.01"),
        new("Jordan", "--cell jordan --learning-rate 0.005"),
        new("LSTM, SGD with momentum", "--cell lstm --optimizer sgd --momentum 0.9 --learning-rate 0.3"),
        new("Elman, Hessian-free", "--cell rnn --initialization orthogonal --optimizer hessianfree", BatchFactor: 8),
    ];

    /// <summary>Returns the options for a task: these, with one-hot input and the task's hidden size unless they say otherwise.</summary>
    public TrainingOptions For(LearningTask task)
    {
        TrainingOptions options = new() { HiddenSize = task.HiddenSize, EmbeddingSize = 0, Threads = 1, Device = "cpu" };
        TrainOptions.Training.Apply(CharRnnCommand.Parse(["train", .. Options.Split(' ')]), options);
        options.Validate();
        return options;
    }
}
