namespace CharRnn.Trainer;

/// <summary>A named set of training options, with the source that it follows. Any of its values can be changed.</summary>
/// <param name="Name">The name.</param>
/// <param name="Source">The program or paper that the values come from, and what differs from it.</param>
/// <param name="Options">The options.</param>
/// <param name="ValidationFraction">The fraction of the text to validate on, or null for the default of <see cref="CorpusOptions"/>.</param>
public sealed record Preset(string Name, string Source, TrainingOptions Options, double? ValidationFraction = null)
{
    private readonly TrainingOptions options = Options;

    /// <summary>Gets a copy of the options.</summary>
    public TrainingOptions Options => options.Copy();

    /// <summary>Gets all presets.</summary>
    public static IReadOnlyList<Preset> All { get; } =
    [
        new(
            "char-rnn",
            "the defaults of train.lua in karpathy/char-rnn, with its LSTM",
            new TrainingOptions
            {
                Layers = 2,
                HiddenSize = 128,
                EmbeddingSize = 0,
                Initialization = Initialization.Uniform,
                InitialRange = 0.08,
                SequenceLength = 50,
                StateReset = 0,
                BatchSize = 50,
                Epochs = 50,
                Optimizer = OptimizerKind.RmsProp,
                RmsPropDecay = 0.95,
                LearningRate = 0.002,
                Schedule = LearningRateSchedule.Exponential,
                DecayFactor = 0.97,
                DecayEpochs = 10,
                MaxGradientValue = 5,
                ValidateEvery = 1000,
                Seed = 123,
            }),
        new(
            "torch-rnn",
            "the defaults of train.lua in jcjohnson/torch-rnn; the first weights are drawn as PyTorch does (torch-rnn: normal), and the learning rate first decays one epoch later",
            new TrainingOptions
            {
                Layers = 2,
                HiddenSize = 128,
                EmbeddingSize = 64,
                SequenceLength = 50,
                StateReset = 0,
                BatchSize = 50,
                Epochs = 50,
                LearningRate = 0.002,
                Schedule = LearningRateSchedule.Step,
                DecayFactor = 0.5,
                DecayEpochs = 5,
                MaxGradientValue = 5,
                ValidateEvery = 1000,
            }),
        new(
            "min-char-rnn",
            "Karpathy's min-char-rnn.py, a plain RNN with Adagrad; the loss is the mean over the 25 characters (min-char-rnn: the sum), and the first weights are uniform (min-char-rnn: normal) with the same standard deviation",
            new TrainingOptions
            {
                Cell = Cell.Rnn,
                HiddenSize = 100,
                EmbeddingSize = 0,
                Initialization = Initialization.Uniform,
                InitialRange = 0.0173, // standard deviation 0.01
                SequenceLength = 25,
                StateReset = 0,
                BatchSize = 1,
                Optimizer = OptimizerKind.Adagrad,
                LearningRate = 0.1,
                Schedule = LearningRateSchedule.Constant,
                MaxGradientValue = 5,
                ValidateEvery = 1000,
            }),
        new(
            "karpathy-2015",
            "Karpathy, Johnson and Fei-Fei, \"Visualizing and Understanding Recurrent Networks\", 2015; not checked against the paper: batch size and sequence length of 100, 50 epochs, decay of 0.95 after the tenth; without dropout, which the paper tunes for each model",
            new TrainingOptions
            {
                Layers = 2,
                HiddenSize = 512,
                EmbeddingSize = 0,
                Initialization = Initialization.Uniform,
                InitialRange = 0.08,
                SequenceLength = 100,
                StateReset = 0,
                BatchSize = 100,
                Epochs = 50,
                Optimizer = OptimizerKind.RmsProp,
                RmsPropDecay = 0.95,
                LearningRate = 0.002,
                Schedule = LearningRateSchedule.Exponential,
                DecayFactor = 0.95,
                DecayEpochs = 10,
                MaxGradientValue = 5,
            }),
        new(
            "tinyshakespeare-quick",
            "three minutes on two cores for a corpus of 1 MB; validates on a tenth of it, as nanoGPT does",
            new TrainingOptions
            {
                HiddenSize = 192,
                SequenceLength = 16,
                BatchSize = 64,
                Epochs = 1000,
                MaxMinutes = 3,
                LearningRate = 0.014,
                WarmUpSteps = 50,
                ValidateEvery = 1000,
            },
            ValidationFraction: 0.1),
        new(
            "tinyshakespeare",
            "an hour on two cores for a corpus of 1 MB; validates on a tenth of it, as nanoGPT does",
            new TrainingOptions
            {
                Layers = 2,
                HiddenSize = 384,
                Dropout = 0.35,
                SequenceLength = 64,
                BatchSize = 32,
                Epochs = 1000,
                MaxMinutes = 60,
                LearningRate = 0.003,
                WarmUpSteps = 200,
                ValidateEvery = 1000,
            },
            ValidationFraction: 0.1),
    ];

    /// <summary>Gets the preset with the given name.</summary>
    /// <exception cref="InvalidOptionsException">There is no preset of this name.</exception>
    public static Preset Find(string name) => All.FirstOrDefault(preset => preset.Name == name)
        ?? throw new InvalidOptionsException($"Preset is {name}; must be one of {string.Join(", ", All.Select(preset => preset.Name))}");
}
