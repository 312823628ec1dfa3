using System.Text.Json;
using System.Text.Json.Serialization;

namespace CharRnn.Trainer;

/// <summary>
/// The state of a training after a step: everything that determines how it continues, except the weights and the state of the engine.
/// It is saved and restored as a whole (<see cref="TrainingCheckpoint"/>).
/// </summary>
internal sealed record TrainerState : IJsonOnDeserialized
{
    private const double SmoothingSteps = 100;

    /// <summary>The SHA-256 of the corpus. A training can resume only with the same text.</summary>
    public required string CorpusSha256 { get; init; }

    /// <summary>The name and version of the engine. A training can resume only with the same engine.</summary>
    public required string Engine { get; init; }

    /// <summary>The trainings behind the weights that this one started from, oldest first; null if the weights were drawn.</summary>
    public IReadOnlyList<TrainingRecord>? EarlierTrainings { get; init; }

    /// <summary>The number of parallel streams; a training goes on with the same number only. Null in a checkpoint of an earlier version.</summary>
    public int? BatchSize { get; init; }

    /// <summary>The length of a window; a training goes on with the same length only. Null in a checkpoint of an earlier version.</summary>
    public int? SequenceLength { get; init; }

    /// <summary>Optimiser steps taken.</summary>
    public long Step { get; init; }

    /// <summary>Tokens trained on.</summary>
    public long Characters { get; init; }

    /// <summary>Smoothed training loss in nats per token; null before the first step.</summary>
    public double? SmoothedLoss { get; init; }

    /// <summary>The loss of the first batch in nats per token, which the first weights have; null before the first step.</summary>
    public double? FirstLoss { get; init; }

    /// <summary>Sum of the losses since the last report.</summary>
    public double LossSum { get; init; }

    /// <summary>Step of the last report.</summary>
    public long ReportedStep { get; init; }

    /// <summary>Lowest validation loss so far; null if nothing was validated.</summary>
    public double? BestValidationLoss { get; init; }

    /// <summary>The step of that loss; null if nothing was validated.</summary>
    public long? BestStep { get; init; }

    /// <summary>Validations since the best one.</summary>
    public int WorseValidations { get; init; }

    /// <summary>The time since the start, without the pauses before it was resumed.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>The part of that time spent on validation, samples and files.</summary>
    public TimeSpan NotTraining { get; init; }

    /// <summary>The length of metrics.jsonl in bytes. Anything after it is removed when the training resumes.</summary>
    public long MetricsLength { get; init; }

    /// <summary>Length of samples.txt in bytes.</summary>
    public long SamplesLength { get; init; }

    /// <summary>Lengths of TensorBoard's files in bytes, by name.</summary>
    /// <remarks>The serializer sets this property to null if a checkpoint of an earlier version has no such field.</remarks>
    public IReadOnlyDictionary<string, long> EventFiles { get; init => field = value ?? new Dictionary<string, long>(); } = new Dictionary<string, long>();

    /// <summary>The last step, if its validation was interrupted and is still to be done; otherwise null.</summary>
    public StepFigures? Unvalidated { get; init; }

    /// <summary>Mean training loss in nats per token since the last report.</summary>
    [JsonIgnore]
    public double MeanLoss => LossSum / (Step - ReportedStep);

    /// <summary>Returns the state after one more step.</summary>
    /// <param name="lossNats">The loss of the step.</param>
    /// <param name="tokens">The number of tokens predicted in it.</param>
    public TrainerState AfterStep(double lossNats, int tokens)
    {
        long step = Step + 1;
        return this with
        {
            Step = step,
            Characters = Characters + tokens,
            FirstLoss = Step == 0 ? lossNats : FirstLoss,
            LossSum = LossSum + lossNats,
            SmoothedLoss = SmoothedLoss is { } smoothed ? smoothed + ((lossNats - smoothed) / Math.Min(step, SmoothingSteps)) : lossNats,
        };
    }

    /// <summary>Returns the state after a report.</summary>
    public TrainerState AfterReport() => this with { LossSum = 0, ReportedStep = Step };

    /// <summary>Returns whether a validation loss is lower than all earlier ones; false for null.</summary>
    public bool IsImprovedBy(double? validationLoss) => validationLoss < (BestValidationLoss ?? double.PositiveInfinity);

    /// <summary>Returns the state after a validation; unchanged if the loss is null.</summary>
    public TrainerState AfterValidation(double? validationLoss) =>
        validationLoss is null ? this
        : IsImprovedBy(validationLoss) ? this with { BestValidationLoss = validationLoss, BestStep = Step, WorseValidations = 0 }
        : this with { WorseValidations = WorseValidations + 1 };

    // A state that no training can be in would fail later, or be written as what cannot be read.
    void IJsonOnDeserialized.OnDeserialized()
    {
        bool counts = Step >= 0 && Characters >= 0 && ReportedStep >= 0 && ReportedStep <= Step && WorseValidations >= 0 && MetricsLength >= 0 && SamplesLength >= 0
            && EventFiles.Values.All(length => length >= 0);
        bool times = IsTime(Elapsed) && IsTime(NotTraining);
        bool losses = double.IsFinite(LossSum) && double.IsFinite(FirstLoss ?? 0) && double.IsFinite(SmoothedLoss ?? 0) && double.IsFinite(BestValidationLoss ?? 0)
            && double.IsFinite(Unvalidated?.LearningRate ?? 0) && double.IsFinite(Unvalidated?.GradientNorm ?? 0);
        if (!counts || !times || !losses || EarlierTrainings?.Contains(null!) == true)
        {
            throw new JsonException("no training can be in the state that it describes");
        }

        static bool IsTime(TimeSpan time) => time >= TimeSpan.Zero && time < TimeSpan.FromDays(100 * 365);
    }
}

/// <summary>The figures of a step that its report needs, besides those of the state.</summary>
/// <param name="LearningRate">The learning rate.</param>
/// <param name="GradientNorm">The global norm of the gradients before clipping.</param>
internal sealed record StepFigures(double LearningRate, double GradientNorm);

[JsonSourceGenerationOptions(RespectNullableAnnotations = true)]
[JsonSerializable(typeof(TrainerState))]
internal sealed partial class TrainerStateJson : JsonSerializerContext;
