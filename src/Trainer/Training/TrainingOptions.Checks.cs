using System.Globalization;
using System.Text.Json.Serialization;

namespace CharRnn.Trainer;

/// <content>The checks, and the values derived from the options.</content>
public sealed partial class TrainingOptions
{
    /// <summary>Gets the width of the embedding: <see cref="EmbeddingSize"/>, or its default.</summary>
    [JsonIgnore]
    public int EmbeddingWidth => EmbeddingSize ?? (Tied ? HiddenSize : 64);

    /// <summary>Gets the norm to clip at: <see cref="MaxGradientNorm"/>, or its default; infinity for no clipping.</summary>
    [JsonIgnore]
    public double ClipNorm => (MaxGradientNorm ?? (MaxGradientValue > 0 ? 0 : 1)) is var norm and > 0 ? norm : double.PositiveInfinity;

    /// <summary>
    /// Gets the number of threads to use on this machine. If <see cref="Threads"/> is 0, it is one for fewer than 4,096 values (batch size
    /// times hidden size), which leaves the other cores free, and otherwise one per core. On a quiet machine two threads were 0.97 times as
    /// fast as one with 1,024 values, 1.3 times with 2,048 and 1.8 times with 3,072.
    /// </summary>
    [JsonIgnore]
    public int ThreadCount =>
        Threads != 0 ? Math.Min(Threads, Environment.ProcessorCount)
        : BatchSize * HiddenSize < 4096 ? 1
        : Environment.ProcessorCount;

    /// <summary>The number of passes over the text: a readout in closed form needs one.</summary>
    internal int Passes => Freeze == FrozenWeights.None ? Epochs : 1;

    internal bool HasDropout => Dropout > 0 || InputDropout > 0 || OutputDropout > 0;

    /// <summary>Checks every value.</summary>
    /// <exception cref="InvalidOptionsException">A value is out of range, or two values contradict each other; the message lists every problem.</exception>
    public void Validate() => InvalidOptionsException.ThrowIfAny(FindProblems);

    internal void FindProblems(List<string> problems)
    {
        OptionChecks.FindProblems(this, problems);
        Check(Start is null || CharacterName.IsOne(Start), $"Start is \"{Start}\"; must be exactly one character");
        Check(IsDevice(Device), $"Device is {Device}; must be auto, cpu, cuda or cuda:n");
        Check(!Tied || EmbeddingWidth == HiddenSize, $"EmbeddingSize is {EmbeddingSize}; must be the hidden size, {HiddenSize}, if the embedding is tied");
        Check(Nonlinearity == Nonlinearity.Tanh || Cell == Cell.Rnn, $"Nonlinearity is {Nonlinearity}; must be Tanh unless the cell is Rnn");
        Check(Initialization != Initialization.Identity || (Cell, Nonlinearity) == (Cell.Rnn, Nonlinearity.Relu), $"Initialization is Identity; must be another unless the cell is Rnn and the nonlinearity Relu");
        Check(Cell != Cell.Jordan || Layers == 1, $"Layers is {Layers}; must be 1 if the cell is Jordan");
        Check(Cell != Cell.Jordan || Initialization != Initialization.Orthogonal, "Initialization is Orthogonal; must be PyTorch or Uniform if the cell is Jordan, whose recurrent matrix is not square");
        Check(Freeze == FrozenWeights.None || Cell == Cell.Rnn, $"Freeze is {Freeze}; must be None unless the cell is Rnn");
        Check(Freeze == FrozenWeights.None || Initialization is Initialization.PyTorch or Initialization.Uniform, $"Initialization is {Initialization}; must be PyTorch or Uniform if Freeze is Recurrent");
        Check(Freeze == FrozenWeights.None || !Tied, "Tied is True; must be False if Freeze is Recurrent, which learns the decoder only");
        Check(Freeze == FrozenWeights.None || InitFrom is null, $"InitFrom is {InitFrom}; must be null if Freeze is Recurrent, whose weights are drawn");
        Check(Freeze == FrozenWeights.None || !HasDropout, "Dropout is above 0; must be 0 if Freeze is Recurrent");
        Check(Freeze == FrozenWeights.None || ScheduledSampling == ScheduledSampling.None, $"ScheduledSampling is {ScheduledSampling}; must be None if Freeze is Recurrent");
        bool isHessianFree = Optimizer == OptimizerKind.HessianFree;
        Check(!isHessianFree || Freeze == FrozenWeights.None, $"Freeze is {Freeze}; must be None if the optimizer is HessianFree");
        Check(!isHessianFree || !HasDropout, "Dropout is above 0; must be 0 if the optimizer is HessianFree");
        Check(!isHessianFree || WeightDecay == 0, $"WeightDecay is {WeightDecay}; must be 0 if the optimizer is HessianFree");
        Check(!isHessianFree || ScheduledSampling == ScheduledSampling.None, $"ScheduledSampling is {ScheduledSampling}; must be None if the optimizer is HessianFree");
        Check(!isHessianFree || Device is "cpu" or "auto", $"Device is {Device}; must be cpu or auto if the optimizer is HessianFree");
        Check(
            SampledSoftmax == 0 || (Cell != Cell.Jordan && Freeze == FrozenWeights.None && !isHessianFree && ScheduledSampling == ScheduledSampling.None),
            $"SampledSoftmax is {SampledSoftmax}; must be 0 with Cell Jordan, Freeze Recurrent, Optimizer HessianFree and ScheduledSampling, which need the logits of all tokens");
        Check(Momentum == 0 || Optimizer is OptimizerKind.Sgd or OptimizerKind.RmsProp, $"Momentum is {Momentum}; must be 0 unless the optimizer is Sgd or RmsProp");
        Check(!(MaxGradientNorm > 0 && MaxGradientValue > 0), $"MaxGradientNorm is {MaxGradientNorm} and MaxGradientValue {MaxGradientValue}; one of them must be 0");

        void Check(bool isValid, string problem) => problems.AddUnless(isValid, problem);
    }

    /// <summary>Describes the network of these options for a corpus.</summary>
    /// <exception cref="InvalidOptionsException">The start character is not in the vocabulary, an option does not fit what is learnt from the corpus, the network is too large for the optimiser, or the training does not fit into the machine's memory.</exception>
    public ModelDescription Describe(Corpus corpus)
    {
        ArgumentNullException.ThrowIfNull(corpus);
        InvalidOptionsException.ThrowIfAny(problems => FindProblems(corpus.Task, problems));
        Vocabulary vocabulary = corpus.Vocabulary;
        string[] candidates = Start is null ? ["\n", " ", .. vocabulary.Words.Where(word => CharacterName.IsOne(word)).Take(1), vocabulary.Decode([0])] : [Start];
        ModelDescription description = new()
        {
            Task = corpus.Task,
            LabelCount = corpus.Labels.Count,
            Cell = Cell,
            Layers = Layers,
            HiddenSize = HiddenSize,
            EmbeddingSize = EmbeddingWidth,
            VocabularySize = vocabulary.Size,
            Bidirectional = Bidirectional,
            Tied = Tied,
            Nonlinearity = Nonlinearity,
            Unit = corpus.Unit,
            AnswerAfter = corpus.AnswerAfter,
            ReverseQuestion = corpus.ReverseQuestion,
            Encoder = Encoder,
            Start = candidates.FirstOrDefault(start => vocabulary.FindId(start) is not null)
                ?? throw new InvalidOptionsException($"Start is {CharacterName.Of(Start)}; must be one character of the corpus"),
        };
        CheckSample(vocabulary.Size);
        TrainingMemory.Check(description, this, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);
        CheckSize(Weights.CountParameters(description));
        return description;
    }

    private void CheckSize(long parameters)
    {
        if (Optimizer == OptimizerKind.HessianFree && parameters > HessianFreeLearning.MaximumParameters)
        {
            throw new InvalidOptionsException($"The network has {parameters} parameters; must have at most {HessianFreeLearning.MaximumParameters} if the optimizer is HessianFree");
        }
    }

    private void CheckSample(int vocabularySize)
    {
        if (SampledSoftmax >= vocabularySize)
        {
            throw new InvalidOptionsException($"SampledSoftmax is {SampledSoftmax}; must be below the size of the vocabulary, {vocabularySize} tokens");
        }
    }

    /// <summary>Adds a problem for each option that does not fit what is learnt.</summary>
    internal void FindProblems(ModelTask task, List<string> problems)
    {
        if (Encoder && task != ModelTask.Answer)
        {
            problems.Add("Encoder is True; must be False without AnswerAfter, for it reads the questions");
        }

        if (Encoder && (Cell == Cell.Jordan || Freeze != FrozenWeights.None || Optimizer == OptimizerKind.HessianFree))
        {
            problems.Add($"Encoder is True, Cell {Cell}, Freeze {Freeze} and Optimizer {Optimizer}; an encoder learns with any other cell than Jordan, nothing frozen, and by gradient descent");
        }

        if (task == ModelTask.Answer && ScheduledSampling != ScheduledSampling.None)
        {
            problems.Add($"ScheduledSampling is {ScheduledSampling}; must be None with AnswerAfter");
        }

        if (SampledSoftmax > 0 && task != ModelTask.Text)
        {
            problems.Add($"SampledSoftmax is {SampledSoftmax}; must be 0 with {(task == ModelTask.Answer ? "AnswerAfter" : "TargetCorpus or ClassColumn")}");
        }

        bool givesLabels = task is ModelTask.Tag or ModelTask.Classify;
        if (Bidirectional && !givesLabels)
        {
            problems.Add("Bidirectional is True; must be False without TargetCorpus or ClassColumn, because a network that sees the text ahead has nothing to predict");
        }

        if (Tied && givesLabels)
        {
            problems.Add("Tied is True; must be False with labels, which are not the embedding's characters");
        }

        if (ScheduledSampling != ScheduledSampling.None && givesLabels)
        {
            problems.Add($"ScheduledSampling is {ScheduledSampling}; must be None with labels, which the network does not read");
        }

        if ((Cell == Cell.Jordan || Freeze != FrozenWeights.None || Optimizer == OptimizerKind.HessianFree) && givesLabels)
        {
            problems.Add($"Cell is {Cell}, Freeze {Freeze} and Optimizer {Optimizer}; labels are learnt with any other cell than Jordan, nothing frozen, and by gradient descent");
        }
    }

    /// <summary>A copy that later changes of this object do not reach.</summary>
    internal TrainingOptions Copy() => (TrainingOptions)MemberwiseClone();

    private static bool IsDevice(string device) =>
        device is "auto" or "cpu" or "cuda"
        || (device.StartsWith("cuda:", StringComparison.Ordinal) && byte.TryParse(device.AsSpan(5), NumberStyles.None, CultureInfo.InvariantCulture, out _));
}
