using System.Globalization;

namespace CharRnn.Trainer;

/// <summary>Writes the results of a training to its run folder, or keeps the weights if it has none, and notifies the observer.</summary>
/// <param name="setup">What the training is made of.</param>
/// <param name="state">Where the training starts or resumes.</param>
internal sealed class TrainingOutput(TrainingSetup setup, TrainerState state)
{
    private readonly TensorBoardLog? tensorBoard =
        setup is { Run: { } run, Options.TensorBoard: true } ? new TensorBoardLog(run.TensorBoardPath, state.EventFiles, setup.Observer.OnWarning) : null;

    private WeightsFile? kept; // of a training without a run folder
    private bool keepsBest;

    /// <summary>The weights with the lowest validation loss, or the last ones if nothing was validated.</summary>
    public WeightsFile BestWeights => kept ?? WeightsFile.Load(setup.Run!.BestWeightsPath);

    /// <summary>Appends a line of figures.</summary>
    public void Report(TrainingReport report)
    {
        setup.Run?.AppendMetrics(report);
        tensorBoard?.Add(report);
        setup.Observer.OnReport(report);
    }

    /// <summary>Appends a sample.</summary>
    public void Sample(long step)
    {
        if (setup.Options.SampleLength > 0 && !setup.Description.GivesLabels)
        {
            TrainingSample sample = new(step, TrainingSampler.Sample(setup));
            Write(sample);
            tensorBoard?.Add(sample);
            setup.Observer.OnSample(sample);
        }
    }

    // A sample is for people; the training goes on without it.
    private void Write(TrainingSample sample)
    {
        try
        {
            setup.Run?.AppendSample(sample);
        }
        catch (CharRnnException exception)
        {
            setup.Observer.OnWarning(exception.Message);
        }
    }

    /// <summary>Writes the weights with the record of their training.</summary>
    public void SaveWeights(TrainerState state, Weights weights, PartLoss? validation, bool isBest, bool isKept)
    {
        double? validationLoss = validation?.Nats;
        TrainingRecord record = new()
        {
            Corpus = setup.Corpus.Name,
            CorpusSha256 = state.CorpusSha256,
            Characters = setup.Corpus.Characters,
            Steps = state.Step,
            TrainLossNats = state.SmoothedLoss,
            ValidationLossNats = validationLoss,
            ValidationBitsPerCharacter = setup.Description.GivesLabels ? null : validationLoss / Likelihood.NatsPerBit * setup.Corpus.TokensPerCharacter(setup.Corpus.Validation),
            ValidationPerplexityPerWord = validationLoss is { } loss ? Corpus.PerplexityPerWord(setup.Corpus.Validation, loss) : null,
            ValidationAccuracy = validation?.Accuracy,
            Seed = setup.Options.Seed,
            Engine = state.Engine,
            Method = Method(setup.Options),
            EarlierTrainings = state.EarlierTrainings,
        };
        Save(new WeightsFile(new ModelMetadata(setup.Description, setup.Corpus.Vocabulary, record, labels: setup.Corpus.Labels), weights), isBest, isKept ? state.Step : null);
    }

    private static string? Method(TrainingOptions options) =>
        options.Freeze == FrozenWeights.Recurrent ? string.Create(
            CultureInfo.InvariantCulture,
            $"echo state network: the decoder by ridge regression (ridge {options.Ridge}), the rest as drawn (spectral radius {options.SpectralRadius}, sparsity {options.Sparsity})")
        : options.Optimizer == OptimizerKind.HessianFree ? "Hessian-free optimization"
        : null;

    private void Save(WeightsFile file, bool isBest, long? keptStep)
    {
        setup.Run?.SaveWeights(file, isBest);
        if (setup.Run is null && (isBest || !keepsBest))
        {
            (kept, keepsBest) = (file, isBest);
        }

        if (keptStep is { } step && setup.Options.KeepCheckpoints > 0)
        {
            setup.Run?.KeepWeights(file, step, setup.Options.KeepCheckpoints);
        }
    }

    /// <summary>Writes the checkpoint. It comes last, because it contains the lengths of the lists.</summary>
    public void SaveCheckpoint(TrainerState state, Weights weights)
    {
        if (setup.Run is not { } run)
        {
            return;
        }

        using MemoryStream engineState = new();
        using BinaryWriter writer = new(engineState);
        setup.Engine.SaveState(writer);
        (long metrics, long samples) = run.ListLengths;
        TrainerState saved = state with { MetricsLength = metrics, SamplesLength = samples, EventFiles = tensorBoard?.Lengths ?? state.EventFiles };
        new TrainingCheckpoint(saved, weights, engineState.ToArray()).Save(run.CheckpointPath);
    }
}
