using System.Text.Json.Serialization;

namespace CharRnn.Trainer;

/// <summary>How the learning rate goes over a run.</summary>
public enum LearningRateSchedule
{
    /// <summary>The same at every step.</summary>
    Constant,

    /// <summary>
    /// Half a cosine from the learning rate down to 2 % of it (Loshchilov and Hutter, "SGDR", 2017, without restarts), over
    /// the steps of the run or over its time, whichever is further along.
    /// </summary>
    Cosine,
}

/// <summary>The network to train and how to train it. Any value is checked by <see cref="FindProblems"/>.</summary>
public sealed record TrainingOptions
{
    /// <summary>Stacked LSTM layers, 1 to 8. Default 1.</summary>
    public int Layers { get; init; } = 1;

    /// <summary>Width of a layer's hidden state, 1 to 8192. Default 128.</summary>
    public int HiddenSize { get; init; } = 128;

    /// <summary>Width of a character's embedding, 1 to 8192. Default 64.</summary>
    public int EmbeddingSize { get; init; } = 64;

    /// <summary>The character that every text is taken to follow. Null, the default, is the newline where the corpus has one, else the space, else its first symbol.</summary>
    public string? Start { get; init; }

    /// <summary>Probability that a value between layers, or after the last one, is dropped while training; 0 to below 1. Default 0.</summary>
    public double Dropout { get; init; }

    /// <summary>Characters that a gradient flows back through (truncated BPTT), 1 to 10000. Default 64.</summary>
    public int SequenceLength { get; init; } = 64;

    /// <summary>Parallel streams, 1 to 10000. Default 16.</summary>
    public int BatchSize { get; init; } = 16;

    /// <summary>Passes over the training text, at most. Default 20.</summary>
    public int Epochs { get; init; } = 20;

    /// <summary>Steps, at most; null, the default, is as many as the epochs have.</summary>
    public long? MaxSteps { get; init; }

    /// <summary>Minutes, at most; null, the default, is without limit. The learning rate then follows the clock, so two runs differ.</summary>
    public double? MaxMinutes { get; init; }

    /// <summary>Adam's step size, above 0. Default 0.01, which suits minutes; for hours, or wider networks, try 0.002.</summary>
    public double LearningRate { get; init; } = 0.01;

    /// <summary>How the learning rate goes over the run. Default cosine.</summary>
    public LearningRateSchedule Schedule { get; init; } = LearningRateSchedule.Cosine;

    /// <summary>Global norm that gradients are scaled down to where theirs is larger; 0 is never. Default 1.</summary>
    public double MaxGradientNorm { get; init; } = 1;

    /// <summary>Steps between validations, checkpoints and samples. Default 500.</summary>
    public int ValidateEvery { get; init; } = 500;

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

    /// <summary>Every problem with the values, each a sentence without its full stop.</summary>
    public IReadOnlyList<string> FindProblems()
    {
        List<string> problems = [];
        CheckRange(nameof(Layers), Layers, 1, ModelDescription.MaximumLayers);
        CheckRange(nameof(HiddenSize), HiddenSize, 1, ModelDescription.MaximumWidth);
        CheckRange(nameof(EmbeddingSize), EmbeddingSize, 1, ModelDescription.MaximumWidth);
        CheckRange(nameof(SequenceLength), SequenceLength, 1, 10_000);
        CheckRange(nameof(BatchSize), BatchSize, 1, 10_000);
        CheckRange(nameof(Epochs), Epochs, 1, 1_000_000);
        CheckRange(nameof(ValidateEvery), ValidateEvery, 1, int.MaxValue);
        CheckRange(nameof(ReportEvery), ReportEvery, 1, int.MaxValue);
        CheckRange(nameof(SampleLength), SampleLength, 0, 1_000_000);
        CheckRange(nameof(Threads), Threads, 0, Environment.ProcessorCount);
        Check(MaxSteps is null or >= 1, $"MaxSteps is {MaxSteps}; must be 1 or more");
        Check(MaxMinutes is null or (> 0 and < 1e6), $"MaxMinutes is {MaxMinutes}; must be above 0 and below 1,000,000");
        Check(Dropout is >= 0 and < 1, $"Dropout is {Dropout}; must be from 0 to below 1");
        Check(LearningRate is > 0 and < 1e6, $"LearningRate is {LearningRate}; must be above 0");
        Check(MaxGradientNorm is >= 0 and < double.PositiveInfinity, $"MaxGradientNorm is {MaxGradientNorm}; must be 0 (never clip) or more");
        Check(SampleTemperature is >= 0 and < double.PositiveInfinity, $"SampleTemperature is {SampleTemperature}; must be a finite number, 0 or more");
        return problems;

        void CheckRange(string name, int value, int least, int most) =>
            Check(value >= least && value <= most, $"{name} is {value}; must be from {least} to {most}");

        void Check(bool sound, string problem)
        {
            if (!sound)
            {
                problems.Add(problem);
            }
        }
    }

    /// <summary>
    /// The threads to use. Below 4096 values a step (batch size times hidden size) two threads were less than a tenth faster
    /// than one, and several times slower where another process wanted a core.
    /// </summary>
    [JsonIgnore]
    public int ThreadCount => Threads != 0 ? Threads : BatchSize * HiddenSize < 4096 ? 1 : Environment.ProcessorCount;

    /// <summary>The network that these options make for a vocabulary.</summary>
    /// <exception cref="InvalidOptionsException">The start character is not in the vocabulary.</exception>
    public ModelDescription Describe(Vocabulary vocabulary)
    {
        ArgumentNullException.ThrowIfNull(vocabulary);
        string[] candidates = Start is null ? ["\n", " ", vocabulary.Decode([0])] : [Start];
        return new ModelDescription
        {
            Cell = Cell.Lstm,
            Layers = Layers,
            HiddenSize = HiddenSize,
            EmbeddingSize = EmbeddingSize,
            VocabularySize = vocabulary.Size,
            Start = candidates.FirstOrDefault(start => vocabulary.FindId(start) is not null)
                ?? throw new InvalidOptionsException($"Start is {CharacterName.Of(Start)}; must be one character that the corpus has"),
        };
    }
}
