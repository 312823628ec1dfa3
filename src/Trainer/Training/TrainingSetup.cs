namespace CharRnn.Trainer;

/// <summary>What a training is made of; see <see cref="Training"/>.</summary>
public sealed class TrainingSetup
{
    private ModelDescription? description;

    /// <summary>Gets how to train: a copy, which later changes of the given options do not reach.</summary>
    public required TrainingOptions Options { get; init => field = value.Copy(); }

    /// <summary>Gets what to train on.</summary>
    public required Corpus Corpus { get; init; }

    /// <summary>Gets what does the arithmetic, made for the network that <see cref="TrainingOptions.Describe"/> gives.</summary>
    public required ITrainingEngine Engine { get; init; }

    /// <summary>Gets the folder that the results go to.</summary>
    public required RunFolder Run { get; init; }

    /// <summary>Gets what watches the training. The default watches nothing.</summary>
    public ITrainingObserver Observer { get; init; } = new Unobserved();

    /// <summary>Gets what measures the time. The default is the system's clock.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    internal ModelDescription Description => description ??= Options.Describe(Corpus);

    internal int StartId => Corpus.Vocabulary.FindId(Description.Start)!.Value;

    private sealed class Unobserved : ITrainingObserver;
}
