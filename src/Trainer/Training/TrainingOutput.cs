namespace CharRnn.Trainer;

/// <summary>Leaves what comes of a training in its run folder, and tells the observer.</summary>
internal sealed class TrainingOutput(TrainingSetup setup)
{
    /// <summary>Adds a line of figures.</summary>
    public void Report(TrainingReport report)
    {
        setup.Run.AppendMetrics(report);
        setup.Observer.OnReport(report);
    }

    /// <summary>Adds a text that the network makes.</summary>
    public void Sample(long step)
    {
        if (setup.Options.SampleLength > 0)
        {
            TrainingSample sample = new(step, TrainingSampler.Sample(setup.Engine, setup.Description, setup.Corpus.Vocabulary, setup.Options));
            Write(sample);
            setup.Observer.OnSample(sample);
        }
    }

    // A sample is for people; the training goes on without it.
    private void Write(TrainingSample sample)
    {
        try
        {
            setup.Run.AppendSample(sample);
        }
        catch (CharRnnException exception)
        {
            setup.Observer.OnWarning(exception.Message);
        }
    }

    /// <summary>Writes the weights with the record of their training.</summary>
    public void SaveWeights(TrainerState state, Weights weights, double? validationLoss, bool isBest)
    {
        TrainingRecord record = new()
        {
            Corpus = setup.Corpus.Name,
            CorpusSha256 = state.CorpusSha256,
            Characters = setup.Corpus.Characters,
            Steps = state.Step,
            TrainLossNats = state.SmoothedLoss,
            ValidationLossNats = validationLoss,
            ValidationBitsPerCharacter = validationLoss / Likelihood.NatsPerBit,
            Seed = setup.Options.Seed,
            Engine = state.Engine,
            EarlierTrainings = state.EarlierTrainings,
        };
        setup.Run.SaveWeights(new WeightsFile(new ModelMetadata(setup.Description, setup.Corpus.Vocabulary, record), weights), isBest);
    }

    /// <summary>Writes what the training can be resumed from. After everything else, for it says how long the lists are.</summary>
    public void SaveCheckpoint(TrainerState state, Weights weights)
    {
        using MemoryStream engineState = new();
        using BinaryWriter writer = new(engineState);
        setup.Engine.SaveState(writer);
        (long metrics, long samples) = setup.Run.ListLengths;
        new TrainingCheckpoint(state with { MetricsLength = metrics, SamplesLength = samples }, weights, engineState.ToArray()).Save(setup.Run.CheckpointPath);
    }
}
