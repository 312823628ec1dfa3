namespace CharRnn.Trainer;

/// <summary>Named settings with a source. Each setting can be overridden.</summary>
/// <param name="Name">The name.</param>
/// <param name="Source">Where the settings come from, and what differs here.</param>
/// <param name="Options">The settings.</param>
/// <param name="ValidationFraction">Fraction of the text kept back for validation; null is the default of <see cref="CorpusOptions"/>.</param>
public sealed record Preset(string Name, string Source, TrainingOptions Options, double? ValidationFraction = null)
{
    private readonly TrainingOptions options = Options;

    /// <summary>Gets a copy of the settings.</summary>
    public TrainingOptions Options => options.Copy();

    /// <summary>Gets all presets.</summary>
    public static IReadOnlyList<Preset> All { get; } =
    [
        new(
            "char-rnn",
            "the defaults of karpathy/char-rnn, train.lua, with its plain LSTM",
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
            "the defaults of jcjohnson/torch-rnn, train.lua; its first weights are normal, here PyTorch's, and its first decay comes an epoch sooner",
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
            "Karpathy's min-char-rnn.py, a plain RNN with Adagrad; its loss is a sum over the 25 characters, here their mean, and its first weights are normal of the same deviation",
            new TrainingOptions
            {
                Cell = Cell.Rnn,
                HiddenSize = 100,
                EmbeddingSize = 0,
                Initialization = Initialization.Uniform,
                InitialRange = 0.0173, // deviation 0.01
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
            "Karpathy, Johnson and Fei-Fei, \"Visualizing and Understanding Recurrent Networks\"; written from memory of the paper: batch and sequence of 100, 50 epochs and the decay of 0.95 after the tenth were not confirmed, and dropout, which it tuned for each model, is left out",
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
            "for a corpus of a megabyte and three minutes on two cores, a tenth kept back as nanoGPT does",
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
            "the same for an hour",
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

    /// <summary>Finds the preset of a name.</summary>
    /// <exception cref="InvalidOptionsException">There is no preset of this name.</exception>
    public static Preset Find(string name) => All.FirstOrDefault(preset => preset.Name == name)
        ?? throw new InvalidOptionsException($"The preset is {name}; must be one of {string.Join(", ", All.Select(preset => preset.Name))}");
}
