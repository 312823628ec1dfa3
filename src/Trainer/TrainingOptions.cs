using System.Globalization;
using System.Text.Json.Serialization;

namespace CharRnn.Trainer;

/// <summary>The network to train and how to train it. Any value is checked by <see cref="FindProblems"/>.</summary>
public sealed record TrainingOptions
{
    /// <summary>The recurrent cell. Default LSTM.</summary>
    public Cell Cell { get; init; } = Cell.Lstm;

    /// <summary>Activation of <see cref="Cell.Rnn"/>; the other cells have none to choose. Default tanh.</summary>
    public Nonlinearity Nonlinearity { get; init; } = Nonlinearity.Tanh;

    /// <summary>Stacked layers, 1 to 8. Default 1.</summary>
    public int Layers { get; init; } = 1;

    /// <summary>Width of a layer's hidden state, 1 to 8192. Default 128.</summary>
    public int HiddenSize { get; init; } = 128;

    /// <summary>Width of a character's embedding, up to 8192; 0 is one-hot input. Default 64, or the hidden size where <see cref="Tied"/>.</summary>
    public int? EmbeddingSize { get; init; }

    /// <summary>Whether the decoder shares the embedding's weight (Press and Wolf, "Using the Output Embedding", 2017). Default no.</summary>
    public bool Tied { get; init; }

    /// <summary>The character that every text is taken to follow. Null, the default, is the newline where the corpus has one, else the space, else its first symbol.</summary>
    public string? Start { get; init; }

    /// <summary>Probability that a value between layers is dropped while training, and after the last one; 0 to below 1. Default 0.</summary>
    public double Dropout { get; init; }

    /// <summary>The same of the network's input. Default 0.</summary>
    public double InputDropout { get; init; }

    /// <summary>The same after the last layer; null, the default, is as <see cref="Dropout"/>.</summary>
    public double? OutputDropout { get; init; }

    /// <summary>Where the first weights come from: a run folder or a weights file (<see cref="StartingWeights"/>); null, the default, draws them.</summary>
    public string? InitFrom { get; init; }

    /// <summary>How the first weights are drawn. Default PyTorch's way.</summary>
    public Initialization Initialization { get; init; } = Initialization.PyTorch;

    /// <summary>Range of <see cref="Initialization.Uniform"/>, above 0. Default 0.08, as in char-rnn.</summary>
    public double InitialRange { get; init; } = 0.08;

    /// <summary>First bias of an LSTM's forget gate (Jozefowicz et al., 2015). Default 1.</summary>
    public double ForgetBias { get; init; } = 1;

    /// <summary>Characters that a gradient flows back through (truncated BPTT), 1 to 10000. Default 64.</summary>
    public int SequenceLength { get; init; } = 64;

    /// <summary>Parallel streams, 1 to 10000. Default 16.</summary>
    public int BatchSize { get; init; } = 16;

    /// <summary>
    /// Probability, 0 to below 1, that a window starts from the zero state and not from where the last one ended. Every text that is
    /// sampled or scored starts there; a network that hardly ever did while it learnt may say nonsense at first. Default 0.02.
    /// </summary>
    public double StateReset { get; init; } = 0.02;

    /// <summary>How often the network reads its own symbols while it trains. Default none; not for models that score.</summary>
    public ScheduledSampling ScheduledSampling { get; init; } = ScheduledSampling.None;

    /// <summary>Probability of an own symbol, under fixed all the time, under the others at the end; above 0, to 1. Default 0.25.</summary>
    public double ScheduledSamplingRate { get; init; } = 0.25;

    /// <summary>Passes over the training text, at most. Default 20.</summary>
    public int Epochs { get; init; } = 20;

    /// <summary>Steps, at most; null, the default, is as many as the epochs have.</summary>
    public long? MaxSteps { get; init; }

    /// <summary>Minutes, at most; null, the default, is without limit. The learning rate then follows the clock, so two runs differ.</summary>
    public double? MaxMinutes { get; init; }

    /// <summary>What turns gradients into steps. Default Adam.</summary>
    public OptimizerKind Optimizer { get; init; } = OptimizerKind.Adam;

    /// <summary>Step size, above 0. Default 0.01, which suits Adam for minutes; for hours, or wider networks, try 0.002.</summary>
    public double LearningRate { get; init; } = 0.01;

    /// <summary>Momentum of SGD and RMSProp, 0 to below 1. Default 0.</summary>
    public double Momentum { get; init; }

    /// <summary>RMSProp's smoothing constant (PyTorch's alpha), 0 to below 1. Default 0.99.</summary>
    public double RmsPropDecay { get; init; } = 0.99;

    /// <summary>L2 penalty added to the gradients; AdamW's is decoupled. 0 or more. Default 0.</summary>
    public double WeightDecay { get; init; }

    /// <summary>How the learning rate goes over the run. Default cosine.</summary>
    public LearningRateSchedule Schedule { get; init; } = LearningRateSchedule.Cosine;

    /// <summary>What exponential and step schedules multiply the learning rate by, above 0 to 1. Default 0.97.</summary>
    public double DecayFactor { get; init; } = 0.97;

    /// <summary>Epochs before the exponential schedule begins, or between two steps of the step schedule; 1 or more. Default 10.</summary>
    public int DecayEpochs { get; init; } = 10;

    /// <summary>Steps over which the learning rate first rises from nothing, under any schedule. Default 0.</summary>
    public int WarmUpSteps { get; init; }

    /// <summary>Global norm that gradients are scaled down to where theirs is larger; 0 is never. Default 1, or 0 where <see cref="MaxGradientValue"/> is given.</summary>
    public double? MaxGradientNorm { get; init; }

    /// <summary>Value that every gradient is clamped to, as char-rnn does (5); 0, the default, is never.</summary>
    public double MaxGradientValue { get; init; }

    /// <summary>Steps between validations, checkpoints and samples; 0 is once an epoch. Default 500.</summary>
    public int ValidateEvery { get; init; } = 500;

    /// <summary>Validations without a lower loss after which training stops; 0, the default, is never.</summary>
    public int Patience { get; init; }

    /// <summary>Steps between lines of metrics.jsonl. Default 50.</summary>
    public int ReportEvery { get; init; } = 50;

    /// <summary>Characters of each sample written while training; 0 is none. Default 300.</summary>
    public int SampleLength { get; init; } = 300;

    /// <summary>Temperature of these samples. Default 0.8.</summary>
    public double SampleTemperature { get; init; } = 0.8;

    /// <summary>Names every random number of the run: weights, dropout, samples. Default 1.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>
    /// Threads of the arithmetic; 0, the default, is one for a network so small that a second would mostly wait, else one a core.
    /// </summary>
    public int Threads { get; init; }

    /// <summary>Where to compute: auto (a GPU where there is one), cpu, cuda or cuda:n. Default auto.</summary>
    public string Device { get; init; } = "auto";

    /// <summary>Every problem with the values, each a sentence without its full stop.</summary>
    public IReadOnlyList<string> FindProblems()
    {
        List<string> problems = [];
        CheckRange(nameof(Layers), Layers, 1, ModelDescription.MaximumLayers);
        CheckRange(nameof(HiddenSize), HiddenSize, 1, ModelDescription.MaximumWidth);
        CheckRange(nameof(EmbeddingSize), EmbeddingWidth, 0, ModelDescription.MaximumWidth);
        CheckRange(nameof(SequenceLength), SequenceLength, 1, 10_000);
        CheckRange(nameof(BatchSize), BatchSize, 1, 10_000);
        CheckRange(nameof(Epochs), Epochs, 1, 1_000_000);
        CheckRange(nameof(ValidateEvery), ValidateEvery, 0, int.MaxValue);
        CheckRange(nameof(Patience), Patience, 0, int.MaxValue);
        CheckRange(nameof(ReportEvery), ReportEvery, 1, int.MaxValue);
        CheckRange(nameof(SampleLength), SampleLength, 0, 1_000_000);
        CheckRange(nameof(Threads), Threads, 0, Environment.ProcessorCount);
        Check(Device is "auto" or "cpu" or "cuda" || (Device.StartsWith("cuda:", StringComparison.Ordinal) && byte.TryParse(Device.AsSpan(5), NumberStyles.None, CultureInfo.InvariantCulture, out _)), $"Device is {Device}; must be auto, cpu, cuda or cuda:n");
        Check(MaxSteps is null or >= 1, $"MaxSteps is {MaxSteps}; must be 1 or more");
        Check(MaxMinutes is null or (> 0 and < 1e6), $"MaxMinutes is {MaxMinutes}; must be above 0 and below 1,000,000");
        Check(!Tied || EmbeddingWidth == HiddenSize, $"EmbeddingSize is {EmbeddingSize}; must be the hidden size, {HiddenSize}, where the embedding is tied");
        Check(Nonlinearity == Nonlinearity.Tanh || Cell == Cell.Rnn, $"Nonlinearity is {Nonlinearity}; only the cell Rnn has another than Tanh");
        CheckProbability(nameof(Dropout), Dropout);
        CheckProbability(nameof(InputDropout), InputDropout);
        CheckProbability(nameof(OutputDropout), OutputDropout ?? 0);
        Check(InitialRange is > 0 and < 1e6, $"InitialRange is {InitialRange}; must be above 0");
        Check(double.IsFinite(ForgetBias), $"ForgetBias is {ForgetBias}; must be a finite number");
        Check(LearningRate is > 0 and < 1e6, $"LearningRate is {LearningRate}; must be above 0");
        Check(ScheduledSamplingRate is > 0 and <= 1, $"ScheduledSamplingRate is {ScheduledSamplingRate}; must be above 0, to 1");
        CheckProbability(nameof(StateReset), StateReset);
        CheckProbability(nameof(Momentum), Momentum);
        Check(Momentum == 0 || Optimizer is OptimizerKind.Sgd or OptimizerKind.RmsProp, $"Momentum is {Momentum}; only SGD and RMSProp have one");
        CheckProbability(nameof(RmsPropDecay), RmsPropDecay);
        Check(WeightDecay is >= 0 and < 1e6, $"WeightDecay is {WeightDecay}; must be 0 or more");
        Check(DecayFactor is > 0 and <= 1, $"DecayFactor is {DecayFactor}; must be above 0, to 1");
        CheckRange(nameof(DecayEpochs), DecayEpochs, 1, 1_000_000);
        CheckRange(nameof(WarmUpSteps), WarmUpSteps, 0, int.MaxValue);
        Check(MaxGradientNorm is null or (>= 0 and < double.PositiveInfinity), $"MaxGradientNorm is {MaxGradientNorm}; must be 0 (never clip) or more");
        Check(MaxGradientValue is >= 0 and < double.PositiveInfinity, $"MaxGradientValue is {MaxGradientValue}; must be 0 (never clip) or more");
        Check(!(MaxGradientNorm > 0 && MaxGradientValue > 0), $"MaxGradientNorm is {MaxGradientNorm} and MaxGradientValue {MaxGradientValue}; clip by one of them");
        Check(SampleTemperature is >= 0 and < double.PositiveInfinity, $"SampleTemperature is {SampleTemperature}; must be a finite number, 0 or more");
        return problems;

        void CheckRange(string name, int value, int least, int most) =>
            Check(value >= least && value <= most, $"{name} is {value}; must be from {least} to {most}");

        void CheckProbability(string name, double value) =>
            Check(value is >= 0 and < 1, $"{name} is {value}; must be from 0 to below 1");

        void Check(bool sound, string problem)
        {
            if (!sound)
            {
                problems.Add(problem);
            }
        }
    }

    /// <summary>The embedding's width, its default put in.</summary>
    [JsonIgnore]
    public int EmbeddingWidth => EmbeddingSize ?? (Tied ? HiddenSize : 64);

    /// <summary>The norm to clip at, its default put in; infinite where norms are not clipped.</summary>
    [JsonIgnore]
    public double ClipNorm => (MaxGradientNorm ?? (MaxGradientValue > 0 ? 0 : 1)) is var norm and > 0 ? norm : double.PositiveInfinity;

    /// <summary>
    /// The threads to use. Below 4096 values a step (batch size times hidden size) two threads were less than a tenth faster
    /// than one, and several times slower where another process wanted a core.
    /// </summary>
    [JsonIgnore]
    public int ThreadCount => Threads != 0 ? Threads : BatchSize * HiddenSize < 4096 ? 1 : Environment.ProcessorCount;

    /// <summary>The network that these options make for a corpus.</summary>
    /// <exception cref="InvalidOptionsException">The start character is not in the vocabulary.</exception>
    public ModelDescription Describe(Corpus corpus)
    {
        ArgumentNullException.ThrowIfNull(corpus);
        Vocabulary vocabulary = corpus.Vocabulary;
        string[] candidates = Start is null ? ["\n", " ", vocabulary.Decode([0])] : [Start];
        return new ModelDescription
        {
            Cell = Cell,
            Layers = Layers,
            HiddenSize = HiddenSize,
            EmbeddingSize = EmbeddingWidth,
            VocabularySize = vocabulary.Size,
            Tied = Tied,
            Nonlinearity = Nonlinearity,
            Unit = corpus.Unit,
            Start = candidates.FirstOrDefault(start => vocabulary.FindId(start) is not null)
                ?? throw new InvalidOptionsException($"Start is {CharacterName.Of(Start)}; must be one character that the corpus has"),
        };
    }
}
