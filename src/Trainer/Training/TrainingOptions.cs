using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace CharRnn.Trainer;

/// <summary>The network to train and how to train it. <see cref="Validate"/> checks all values at once.</summary>
public sealed partial class TrainingOptions
{
    /// <summary>Gets or sets the recurrent cell. The default is LSTM.</summary>
    public Cell Cell { get; set; } = Cell.Lstm;

    /// <summary>Gets or sets the activation of <see cref="Cell.Rnn"/>; the other cells use tanh. The default is tanh.</summary>
    public Nonlinearity Nonlinearity { get; set; } = Nonlinearity.Tanh;

    /// <summary>Gets or sets the number of stacked layers, 1 to 8. The default is 1.</summary>
    [Range(1, ModelDescription.MaximumLayers)]
    public int Layers { get; set; } = 1;

    /// <summary>Gets or sets the hidden size of a layer, 1 to 8,192. The default is 128.</summary>
    [Range(1, ModelDescription.MaximumWidth)]
    public int HiddenSize { get; set; } = 128;

    /// <summary>Gets or sets the embedding size, 0 to 8,192; 0 is one-hot input. The default is null, which is 64, or the hidden size if <see cref="Tied"/>.</summary>
    [Range(0, ModelDescription.MaximumWidth)]
    public int? EmbeddingSize { get; set; }

    /// <summary>Gets or sets whether the network reads a text in both directions (Schuster and Paliwal, 1997), which only one that gives labels can. The default is false.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Bidirectional { get; set; }

    /// <summary>Gets or sets whether the decoder shares the weight of the embedding (Press and Wolf, "Using the Output Embedding", 2017). The default is false.</summary>
    public bool Tied { get; set; }

    /// <summary>
    /// Gets or sets whether a second network of the same size, the encoder, reads the questions of <see cref="CorpusOptions.AnswerAfter"/>. Its last
    /// state is the first of the network that answers, and their only link (Sutskever, Vinyals and Le, "Sequence to Sequence Learning with
    /// Neural Networks", 2014). The default is false.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Encoder { get; set; }

    /// <summary>Gets or sets the start character, which the model reads before every text. The default is null, which is the newline if the corpus has it, otherwise the space, otherwise the first token.</summary>
    public string? Start { get; set; }

    /// <summary>Gets or sets the dropout probability between layers and after the last layer, 0 to below 1. The default is 0.</summary>
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public double Dropout { get; set; }

    /// <summary>Gets or sets the dropout probability of the input, 0 to below 1. The default is 0.</summary>
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public double InputDropout { get; set; }

    /// <summary>Gets or sets the dropout probability after the last layer, 0 to below 1. The default is null, which is <see cref="Dropout"/>.</summary>
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public double? OutputDropout { get; set; }

    /// <summary>Gets or sets the run folder or weights file to start from (<see cref="StartingWeights"/>). The default is null: the weights are drawn.</summary>
    public string? InitFrom { get; set; }

    /// <summary>Gets or sets how the initial weights are drawn. The default is the way of PyTorch. In a model of words the decoder's bias is not drawn: it is the logarithm of each word's share of the text.</summary>
    public Initialization Initialization { get; set; } = Initialization.PyTorch;

    /// <summary>Gets or sets the range, plus or minus, of <see cref="Initialization.Uniform"/>, above 0 and below 1,000,000. The default is 0.08, as in char-rnn.</summary>
    [Range(0.0, 1e6, MinimumIsExclusive = true, MaximumIsExclusive = true)]
    public double InitialRange { get; set; } = 0.08;

    /// <summary>Gets or sets the initial bias of the forget gate of an LSTM, -1000000 to 1000000 (Jozefowicz et al., 2015). The default is 1.</summary>
    [Range(-1e6, 1e6)]
    public double ForgetBias { get; set; } = 1;

    /// <summary>Gets or sets the weights that stay as drawn. The default is none.</summary>
    public FrozenWeights Freeze { get; set; } = FrozenWeights.None;

    /// <summary>Gets or sets the spectral radius of a frozen recurrent matrix, its largest absolute eigenvalue, above 0 and at most 100. The default is 0.9; below 1 a state forgets what is long past.</summary>
    [Range(0.0, 100.0, MinimumIsExclusive = true)]
    public double SpectralRadius { get; set; } = 0.9;

    /// <summary>Gets or sets the share of a frozen recurrent matrix's connections that are zero, 0 to below 1. The default is 0.</summary>
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public double Sparsity { get; set; }

    /// <summary>Gets or sets the penalty on the squared weights of a readout in closed form, beside the sum of its squared errors, above 0 and below 1,000,000. The default is 1.</summary>
    [Range(0.0, 1e6, MinimumIsExclusive = true, MaximumIsExclusive = true)]
    public double Ridge { get; set; } = 1;

    /// <summary>Gets or sets the number of characters that a gradient flows back through (truncated BPTT), 1 to 10,000. The default is 64.</summary>
    [Range(1, 10_000)]
    public int SequenceLength { get; set; } = 64;

    /// <summary>Gets or sets the number of parallel streams or lines, 1 to 10,000. The default is 16.</summary>
    [Range(1, 10_000)]
    public int BatchSize { get; set; } = 16;

    /// <summary>
    /// Gets or sets the probability, 0 to below 1, that a batch starts from the zero state instead of the state after the previous batch.
    /// Sampling and scoring start from the zero state, and a network that rarely saw it in training can begin with nonsense. The default
    /// is 0.02.
    /// </summary>
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public double StateReset { get; set; } = 0.02;

    /// <summary>Gets or sets how often the network reads its own predictions in training. Do not use it for models that score. The default is never.</summary>
    public ScheduledSampling ScheduledSampling { get; set; } = ScheduledSampling.None;

    /// <summary>Gets or sets the probability that the network reads its own prediction, above 0 and at most 1: throughout with the fixed schedule, at the end with the others. The default is 0.25.</summary>
    [Range(0.0, 1.0, MinimumIsExclusive = true)]
    public double ScheduledSamplingRate { get; set; } = 0.25;

    /// <summary>
    /// Gets or sets how many tokens on average, drawn anew for each step, stand for all others in its loss, 0 to 65,535. It
    /// makes a step faster where the vocabulary has tens of thousands of words. The loss of a step is then an estimate, a little too low; validation, files and
    /// results are those of the whole vocabulary. The default is 0: no token is left out.
    /// </summary>
    [Range(0, Vocabulary.MaximumSize - 1)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int SampledSoftmax { get; set; }

    /// <summary>Gets or sets the maximum number of passes over the training text, 1 to 1,000,000. The default is 20. With <see cref="Freeze"/> one pass is all.</summary>
    [Range(1, 1_000_000)]
    public int Epochs { get; set; } = 20;

    /// <summary>Gets or sets the maximum number of steps, 1 or more. The default is null, which is no limit besides the epochs.</summary>
    [Range(1.0, double.PositiveInfinity)]
    public long? MaxSteps { get; set; }

    /// <summary>Gets or sets the maximum time in minutes, above 0 and below 1,000,000. With a limit the learning rate follows the clock, so two runs differ. The default is null, which is no limit.</summary>
    [Range(0.0, 1e6, MinimumIsExclusive = true, MaximumIsExclusive = true)]
    public double? MaxMinutes { get; set; }

    /// <summary>Gets or sets the optimiser. The default is Adam.</summary>
    public OptimizerKind Optimizer { get; set; } = OptimizerKind.Adam;

    /// <summary>Gets or sets the learning rate, above 0 and below 1,000,000. The default is 0.01, which suits Adam in short runs; for long runs or wide networks try 0.002.</summary>
    [Range(0.0, 1e6, MinimumIsExclusive = true, MaximumIsExclusive = true)]
    public double LearningRate { get; set; } = 0.01;

    /// <summary>Gets or sets the momentum of SGD and RMSProp, 0 to below 1. The default is 0.</summary>
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public double Momentum { get; set; }

    /// <summary>Gets or sets the smoothing constant of RMSProp (alpha in PyTorch), 0 to below 1. The default is 0.99.</summary>
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public double RmsPropDecay { get; set; } = 0.99;

    /// <summary>Gets or sets the weight decay, 0 to below 1,000,000: an L2 penalty added to the gradients, decoupled for AdamW. The default is 0.</summary>
    [Range(0.0, 1e6, MaximumIsExclusive = true)]
    public double WeightDecay { get; set; }

    /// <summary>Gets or sets how the learning rate changes during the run. The default is cosine.</summary>
    public LearningRateSchedule Schedule { get; set; } = LearningRateSchedule.Cosine;

    /// <summary>Gets or sets the factor of the exponential and step schedules, above 0 and at most 1. The default is 0.97.</summary>
    [Range(0.0, 1.0, MinimumIsExclusive = true)]
    public double DecayFactor { get; set; } = 0.97;

    /// <summary>Gets or sets the number of epochs before the exponential schedule begins, or between two decays of the step schedule, 1 to 1,000,000. The default is 10.</summary>
    [Range(1, 1_000_000)]
    public int DecayEpochs { get; set; } = 10;

    /// <summary>Gets or sets the number of steps, 0 or more, over which the learning rate rises from 0 at the start, with any schedule. The default is 0.</summary>
    [Range(0, int.MaxValue)]
    public int WarmUpSteps { get; set; }

    /// <summary>Gets or sets the maximum global norm of the gradients, to which larger ones are scaled down, 0 or more; 0 is no limit. The default is null, which is 1, or 0 if <see cref="MaxGradientValue"/> is set.</summary>
    [Range(0.0, double.PositiveInfinity, MaximumIsExclusive = true)]
    public double? MaxGradientNorm { get; set; }

    /// <summary>Gets or sets the maximum absolute value of a gradient, to which it is clamped, 0 or more (char-rnn: 5). The default is 0, which is no limit.</summary>
    [Range(0.0, double.PositiveInfinity, MaximumIsExclusive = true)]
    public double MaxGradientValue { get; set; }

    /// <summary>Gets or sets the number of steps between validations, checkpoints and samples, 0 or more; 0 is once per epoch. The default is 500.</summary>
    [Range(0, int.MaxValue)]
    public int ValidateEvery { get; set; } = 500;

    /// <summary>Gets or sets the number of validations without a lower loss after which training stops, 0 or more. The default is 0, which is never.</summary>
    [Range(0, int.MaxValue)]
    public int Patience { get; set; }

    /// <summary>
    /// Gets or sets how many checkpoints' weights are kept, spread evenly over the run, the first and the last among them
    /// (<see cref="RunFolder.KeptWeights"/>), 0 to 1,000. The default is 0.
    /// </summary>
    [Range(0, 1000)]
    public int KeepCheckpoints { get; set; }

    /// <summary>Gets or sets the number of steps between lines of metrics.jsonl, 1 or more. The default is 50.</summary>
    [Range(1, int.MaxValue)]
    public int ReportEvery { get; set; } = 50;

    /// <summary>Gets or sets the length of the samples written during training in characters, 0 to 1,000,000; 0 writes none. The default is 300.</summary>
    [Range(0, 1_000_000)]
    public int SampleLength { get; set; } = 300;

    /// <summary>Gets or sets the temperature of the samples, 0 or more. The default is 0.8.</summary>
    [Range(0.0, double.PositiveInfinity, MaximumIsExclusive = true)]
    public double SampleTemperature { get; set; } = 0.8;

    /// <summary>Gets or sets whether figures and samples are also written for TensorBoard (<see cref="RunFolder.TensorBoardPath"/>). The default is false.</summary>
    [JsonPropertyName("tensorboard")]
    public bool TensorBoard { get; set; }

    /// <summary>Gets or sets the seed of all random numbers of the run: weights, dropout and samples. The default is 1.</summary>
    public ulong Seed { get; set; } = 1;

    /// <summary>
    /// Gets or sets the number of threads, 0 to 1,024, reduced to the cores of the machine. The default is 0, which is one thread for a
    /// small network, for which a second would mostly wait, and otherwise one per core.
    /// </summary>
    [Range(0, 1024)]
    public int Threads { get; set; }

    /// <summary>Gets or sets the device: auto (a GPU if there is one), cpu, cuda or cuda:n. The default is auto.</summary>
    public string Device { get; set; } = "auto";
}
