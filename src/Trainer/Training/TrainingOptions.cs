using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace CharRnn.Trainer;

/// <summary>The network to train and how to train it. <see cref="Validate"/> checks all values at once.</summary>
public sealed partial class TrainingOptions
{
    /// <summary>Gets or sets the recurrent cell. The default is LSTM.</summary>
    public Cell Cell { get; set; } = Cell.Lstm;

    /// <summary>Gets or sets the activation of <see cref="Cell.Rnn"/>; the other cells have no choice. The default is tanh.</summary>
    public Nonlinearity Nonlinearity { get; set; } = Nonlinearity.Tanh;

    /// <summary>Gets or sets the number of stacked layers, 1 to 8. The default is 1.</summary>
    [Range(1, ModelDescription.MaximumLayers)]
    public int Layers { get; set; } = 1;

    /// <summary>Gets or sets the width of a layer's hidden state, 1 to 8192. The default is 128.</summary>
    [Range(1, ModelDescription.MaximumWidth)]
    public int HiddenSize { get; set; } = 128;

    /// <summary>Gets or sets the width of a character's embedding, 0 to 8192; 0 is one-hot input. The default, null, is 64, or the hidden size if <see cref="Tied"/>.</summary>
    [Range(0, ModelDescription.MaximumWidth)]
    public int? EmbeddingSize { get; set; }

    /// <summary>Gets or sets whether the decoder shares the embedding's weight (Press and Wolf, "Using the Output Embedding", 2017). The default is false.</summary>
    public bool Tied { get; set; }

    /// <summary>Gets or sets the character that every text is taken to follow. The default, null, is the newline if the corpus has it, else the space, else its first token.</summary>
    public string? Start { get; set; }

    /// <summary>Gets or sets the probability that a value between layers or after the last one is dropped while training, 0 to below 1. The default is 0.</summary>
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public double Dropout { get; set; }

    /// <summary>Gets or sets the probability that a value of the network's input is dropped while training, 0 to below 1. The default is 0.</summary>
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public double InputDropout { get; set; }

    /// <summary>Gets or sets the probability that a value after the last layer is dropped while training, 0 to below 1. The default, null, is <see cref="Dropout"/>.</summary>
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public double? OutputDropout { get; set; }

    /// <summary>Gets or sets the run folder or weights file that the first weights come from (<see cref="StartingWeights"/>). The default, null, draws them.</summary>
    public string? InitFrom { get; set; }

    /// <summary>Gets or sets how the first weights are drawn. The default is PyTorch's way.</summary>
    public Initialization Initialization { get; set; } = Initialization.PyTorch;

    /// <summary>Gets or sets the range of <see cref="Initialization.Uniform"/>, above 0. The default is 0.08, as in char-rnn.</summary>
    [Range(0.0, 1e6, MinimumIsExclusive = true, MaximumIsExclusive = true)]
    public double InitialRange { get; set; } = 0.08;

    /// <summary>Gets or sets the first bias of an LSTM's forget gate (Jozefowicz et al., 2015). The default is 1.</summary>
    public double ForgetBias { get; set; } = 1;

    /// <summary>Gets or sets the number of characters that a gradient flows back through (truncated BPTT), 1 to 10000. The default is 64.</summary>
    [Range(1, 10_000)]
    public int SequenceLength { get; set; } = 64;

    /// <summary>Gets or sets the number of parallel streams, 1 to 10000. The default is 16.</summary>
    [Range(1, 10_000)]
    public int BatchSize { get; set; } = 16;

    /// <summary>
    /// Gets or sets the probability, 0 to below 1, that a batch starts from the zero state instead of where the last one ended.
    /// Every text that is sampled or scored starts there; a network that rarely did while it learnt may begin with nonsense. The
    /// default is 0.02.
    /// </summary>
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public double StateReset { get; set; } = 0.02;

    /// <summary>Gets or sets how often the network reads its own tokens while it trains. The default is never. Not for models that score.</summary>
    public ScheduledSampling ScheduledSampling { get; set; } = ScheduledSampling.None;

    /// <summary>Gets or sets the probability of an own token, above 0 and at most 1: all the time under the fixed schedule, at the end under the others. The default is 0.25.</summary>
    [Range(0.0, 1.0, MinimumIsExclusive = true)]
    public double ScheduledSamplingRate { get; set; } = 0.25;

    /// <summary>Gets or sets the maximum number of passes over the training text, 1 to 1000000. The default is 20.</summary>
    [Range(1, 1_000_000)]
    public int Epochs { get; set; } = 20;

    /// <summary>Gets or sets the maximum number of steps, 1 or more. The default, null, is as many as the epochs have.</summary>
    [Range(1.0, double.PositiveInfinity)]
    public long? MaxSteps { get; set; }

    /// <summary>Gets or sets the maximum number of minutes, above 0. The default, null, is no limit. With a limit the learning rate follows the clock, so two runs differ.</summary>
    [Range(0.0, 1e6, MinimumIsExclusive = true, MaximumIsExclusive = true)]
    public double? MaxMinutes { get; set; }

    /// <summary>Gets or sets what turns gradients into steps. The default is Adam.</summary>
    public OptimizerKind Optimizer { get; set; } = OptimizerKind.Adam;

    /// <summary>Gets or sets the step size, above 0. The default is 0.01, which suits Adam for minutes; for hours, or wider networks, try 0.002.</summary>
    [Range(0.0, 1e6, MinimumIsExclusive = true, MaximumIsExclusive = true)]
    public double LearningRate { get; set; } = 0.01;

    /// <summary>Gets or sets the momentum of SGD and RMSProp, 0 to below 1. The default is 0.</summary>
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public double Momentum { get; set; }

    /// <summary>Gets or sets RMSProp's smoothing constant (PyTorch's alpha), 0 to below 1. The default is 0.99.</summary>
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public double RmsPropDecay { get; set; } = 0.99;

    /// <summary>Gets or sets the L2 penalty that is added to the gradients, 0 or more; AdamW's is decoupled. The default is 0.</summary>
    [Range(0.0, 1e6, MaximumIsExclusive = true)]
    public double WeightDecay { get; set; }

    /// <summary>Gets or sets how the learning rate goes over the run. The default is cosine.</summary>
    public LearningRateSchedule Schedule { get; set; } = LearningRateSchedule.Cosine;

    /// <summary>Gets or sets what the exponential and step schedules multiply the learning rate by, above 0 and at most 1. The default is 0.97.</summary>
    [Range(0.0, 1.0, MinimumIsExclusive = true)]
    public double DecayFactor { get; set; } = 0.97;

    /// <summary>Gets or sets the number of epochs before the exponential schedule begins, or between two steps of the step schedule, 1 to 1000000. The default is 10.</summary>
    [Range(1, 1_000_000)]
    public int DecayEpochs { get; set; } = 10;

    /// <summary>Gets or sets the number of steps over which the learning rate first rises from 0, under any schedule. The default is 0.</summary>
    [Range(0, int.MaxValue)]
    public int WarmUpSteps { get; set; }

    /// <summary>Gets or sets the global norm that larger gradients are scaled down to; 0 never scales. The default, null, is 1, or 0 if <see cref="MaxGradientValue"/> is set.</summary>
    [Range(0.0, double.PositiveInfinity, MaximumIsExclusive = true)]
    public double? MaxGradientNorm { get; set; }

    /// <summary>Gets or sets the value that every gradient is clamped to, as char-rnn does (5). The default, 0, never clamps.</summary>
    [Range(0.0, double.PositiveInfinity, MaximumIsExclusive = true)]
    public double MaxGradientValue { get; set; }

    /// <summary>Gets or sets the number of steps between validations, checkpoints and samples; 0 is once an epoch. The default is 500.</summary>
    [Range(0, int.MaxValue)]
    public int ValidateEvery { get; set; } = 500;

    /// <summary>Gets or sets the number of validations without a lower loss after which training stops. The default, 0, never stops it.</summary>
    [Range(0, int.MaxValue)]
    public int Patience { get; set; }

    /// <summary>Gets or sets the number of steps between lines of metrics.jsonl, 1 or more. The default is 50.</summary>
    [Range(1, int.MaxValue)]
    public int ReportEvery { get; set; } = 50;

    /// <summary>Gets or sets the number of characters of each sample written while training, 0 to 1000000; 0 writes none. The default is 300.</summary>
    [Range(0, 1_000_000)]
    public int SampleLength { get; set; } = 300;

    /// <summary>Gets or sets the temperature of these samples, 0 or more. The default is 0.8.</summary>
    [Range(0.0, double.PositiveInfinity, MaximumIsExclusive = true)]
    public double SampleTemperature { get; set; } = 0.8;

    /// <summary>Gets or sets whether figures and samples are also written for TensorBoard (<see cref="RunFolder.TensorBoardPath"/>). The default is false.</summary>
    [JsonPropertyName("tensorboard")]
    public bool TensorBoard { get; set; }

    /// <summary>Gets or sets the seed of every random number of the run: weights, dropout, samples. The default is 1.</summary>
    public ulong Seed { get; set; } = 1;

    /// <summary>
    /// Gets or sets the number of threads of the arithmetic, 0 to 1024. More threads than the machine has cores become as many as
    /// it has. The default, 0, is one thread for a network so small that a second would mostly wait, else one a core.
    /// </summary>
    [Range(0, 1024)]
    public int Threads { get; set; }

    /// <summary>Gets or sets where to compute: auto (a GPU if there is one), cpu, cuda or cuda:n. The default is auto.</summary>
    public string Device { get; set; } = "auto";
}
